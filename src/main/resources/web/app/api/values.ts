import { etagOf } from "./http";
import * as json from "./json";
import type { OpenedApp } from "./opened";
import { request } from "./requests";
import type { FullValue, Noted } from "./types";

/** A value with its content as JSON text. A write without a note or tags keeps those that are stored. */
export interface ValueText extends Noted {
  name: string;
  text: string;
  private: boolean;
  from_secret: boolean;
}

/** The item that a write replaces, with the ETag that it had when the person opened it. */
export interface Seen {
  id: string;
  etag: string;
}

interface Reading {
  /** The revision to read it from; by default as it is now. */
  revision?: number;
  /** Whether no progress is shown. */
  quiet?: boolean;
}

export async function readValue(
  opened: OpenedApp,
  id: string,
  { revision, quiet }: Reading = {},
): Promise<ValueText & { etag: string }> {
  const past = revision === undefined ? "" : `/history/${revision}`;
  const answer = await request(opened.path(`/values/${id}${past}`), { quiet });
  const value = json.read<FullValue>(await answer.text());
  return {
    name: value.name,
    text: json.write(value.value, 2),
    private: value.private,
    from_secret: value.from_secret,
    note: value.note,
    tags: value.tags,
    etag: etagOf(answer),
  };
}

/** Creates a value, or replaces the one in {@code seen}. */
export async function writeValue(opened: OpenedApp, value: ValueText, seen?: Seen): Promise<void> {
  const text = json.write({
    name: value.name,
    value: json.read(value.text),
    private: value.private,
    from_secret: value.from_secret,
    note: value.note,
    tags: value.tags,
  });
  if (seen) await request(opened.path(`/values/${seen.id}`), { method: "PUT", text, ifMatch: seen.etag });
  else await request(opened.path("/values"), { method: "POST", text });
}
