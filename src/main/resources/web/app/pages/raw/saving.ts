import { readContents } from "../../api/contents";
import { ApiError, json, message } from "../../api/http";
import type { OpenedApp } from "../../api/opened";
import { request } from "../../api/requests";
import type { ImportResult } from "../../api/types";
import { type Changes, changesOf, type Contents, namesOf } from "./document";
import { words } from "./words";

/** Others changed values after the person began. */
export class Moved extends Error {
  constructor(
    readonly contents: Contents,
    names: string[],
  ) {
    super(words.moved(names));
  }
}

/** What saving a JSON text would change: the service checks it, names and all. */
export async function preview(opened: OpenedApp, text: string): Promise<Changes> {
  const { created, updated, removed } = await json<ImportResult>(await send(opened, text, true));
  return { created, updated, removed };
}

/** Saves a JSON text as one change, unless others have changed what the person began with. */
export async function saveAll(opened: OpenedApp, base: Contents, text: string): Promise<void> {
  await opened.change(async () => {
    const now = await readContents(opened);
    const theirs = namesOf(changesOf(base, now));
    if (theirs.length) throw new Moved(now, theirs);
    await send(opened, text, false);
  });
}

function send(opened: OpenedApp, text: string, diff: boolean): Promise<Response> {
  const query = `replace=true&keep_links=true${diff ? "&diff=true" : ""}`;
  return request(opened.path(`/values/import?${query}`), { method: "POST", text, quiet: diff });
}

/** All that the service says is wrong with a text. */
export function faultsOf(problem: unknown): string {
  const faults = problem instanceof ApiError ? problem.details : [];
  return faults.length ? faults.map(({ field, error }) => `${field}: ${error}`).join("\n") : message(problem);
}
