import {
  type EnvironmentValue,
  listedEnvironmentValue,
  readEnvironmentValue,
  writeEnvironmentValue,
} from "./environments";
import * as json from "./json";
import type { OpenedApp } from "./opened";
import { get } from "./requests";
import type { ItemChange } from "./types";
import { readValue, type ValueText, writeValue } from "./values";

export type ItemKind = "value" | "secret" | "environment";

/** An item as it was in a revision, or as it is now. */
export type Version = { value: ValueText } | { environment: Omit<EnvironmentValue, "etag"> };

const FOLDERS: Record<ItemKind, string> = { value: "values", secret: "secrets", environment: "environment_values" };

/** The deployed changes of an item, newest first: all, or those before a revision. */
export function readChanges(
  opened: OpenedApp,
  kind: ItemKind,
  id: string,
  limit: number,
  before?: number,
): Promise<ItemChange[]> {
  const query = before === undefined ? "" : `&before=${before}`;
  return get<ItemChange[]>(opened.path(`/${FOLDERS[kind]}/${id}/history?limit=${limit}${query}`));
}

/** An item as it was in a revision, or as it is now if none is given. Secrets have no versions that can be read. */
export async function readVersion(
  opened: OpenedApp,
  kind: Exclude<ItemKind, "secret">,
  id: string,
  revision?: number,
): Promise<Version> {
  if (kind === "value") return { value: await readValue(opened, id, { revision }) };
  return { environment: await readEnvironmentValue(opened, id, revision) };
}

/** A version as lines of text, to compare it with another. */
export function linesOf(version: Version): string {
  if ("environment" in version) {
    const { name, cells } = version.environment;
    const columns = Object.entries(cells).flatMap(([column, text]) => [`${column}:`, json.formatted(text)]);
    return [`Name: ${name}`, ...columns].join("\n");
  }
  const { name, text, note, tags, from_secret, private: isPrivate } = version.value;
  const content = from_secret ? [`Link to the secret: ${json.read<string>(text)}`] : ["Value:", json.formatted(text)];
  return [
    `Name: ${name}`,
    `Private: ${isPrivate ? "yes" : "no"}`,
    ...(note ? [`Note: ${note}`] : []),
    ...(tags?.length ? [`Tags: ${tags.join(", ")}`] : []),
    ...content,
  ].join("\n");
}

/** Makes an item what it was. Creates it again if it no longer exists. */
export async function restore(opened: OpenedApp, id: string, version: Version): Promise<void> {
  if ("value" in version) {
    const now = opened.values.find((value) => value._id === id);
    await opened.change(() => writeValue(opened, version.value, now && { id, etag: now.etag }));
    return;
  }
  const now = await listedEnvironmentValue(opened, id);
  const { name, cells } = version.environment;
  await opened.change(() => writeEnvironmentValue(opened, name, cells, now && { id, etag: now.etag }));
}
