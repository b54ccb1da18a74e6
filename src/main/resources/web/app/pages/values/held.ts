import { isGone, message } from "../../api/http";
import * as json from "../../api/json";
import type { OpenedApp } from "../../api/opened";
import { getTagged, write } from "../../api/requests";
import type { Secret, Value } from "../../api/types";
import { readValue, type Seen, type ValueText, writeValue } from "../../api/values";
import type { Theirs } from "../../parts/stale";
import { words } from "./editor-words";
import type { Notes } from "./notes";
import type { Row, RowType } from "./rows";
import { tagsOf } from "./tag-rules";

/** What the editor holds of an item. The content of a secret is never read. */
export interface Held extends Notes {
  type: RowType;
  name: string;
  /** The JSON text of a value. */
  text: string;
  /** The name of the secret that a value links to. */
  link: string;
  private: boolean;
}

/** Reads an item as it is now. */
export async function readHeld(opened: OpenedApp, id: string, isSecret: boolean): Promise<Held & { etag: string }> {
  if (isSecret) {
    const { item, etag } = await getTagged<Secret>(opened.path(`/secrets/${id}`));
    return { type: "secret", name: item.name, text: "", link: "", private: false, ...typedNotes(item), etag };
  }
  const { name, text, private: isPrivate, from_secret, etag, ...noted } = await readValue(opened, id);
  return {
    type: from_secret ? "linked" : "value",
    name,
    text: from_secret ? "" : text,
    link: from_secret ? (json.read<string | null>(text) ?? "") : "",
    private: isPrivate,
    ...typedNotes(noted),
    etag,
  };
}

/** What the table knows of an item: all but the content of a value. */
export function listed(row: Row): Held {
  const { type, name, secret, private: isPrivate } = row;
  return { type, name, text: "", link: secret ?? "", private: isPrivate, ...typedNotes(row) };
}

type Noted = Pick<ValueText, "note" | "tags">;

/** The stored note and tags, as one types them. */
export function typedNotes({ note = "", tags = [] }: Noted): Notes {
  return { note, tags: tags.join(" ") };
}

function stored({ note, tags }: Notes): Noted {
  return { note, tags: tagsOf(tags).sort() };
}

/** The same; undefined if it no longer exists. */
export async function readIfThere(opened: OpenedApp, id: string, isSecret = false) {
  try {
    return await readHeld(opened, id, isSecret);
  } catch (problem) {
    if (isGone(problem)) return undefined;
    throw problem;
  }
}

/**
 * Reads an item that was changed after it was opened, with who changed it when. {@code openedAt} is when the opened
 * version was made.
 */
export async function readTheirs(opened: OpenedApp, row: Row, openedAt: number | undefined): Promise<Theirs<Held>> {
  const item = await readIfThere(opened, row.id, row.type === "secret");
  const listed = listedIn(opened, row.id);
  if (!item || !listed) return { item: item ?? null, by: null, at: undefined };
  const { modified_by: by, last_modified: at } = listed;
  return { item, by, at, wentBack: openedAt !== undefined && at < openedAt };
}

/** The row of a value or secret in the listings as they are now. */
export function listedIn(opened: OpenedApp, id: string): Value | Secret | undefined {
  return [...opened.values, ...opened.secrets].find((one) => one._id === id);
}

/** Whether another item of the same kind has the name. */
export function isTaken(opened: OpenedApp, { type, name }: Held, id: string | undefined): boolean {
  const others: { _id: string; name: string }[] = type === "secret" ? opened.secrets : opened.values;
  return others.some((other) => other.name === name && other._id !== id);
}

/** Creates a value, or replaces the one in {@code seen}. */
export function writeHeld(opened: OpenedApp, held: Held, seen?: Seen): Promise<void> {
  const linked = held.type === "linked";
  const text = linked ? JSON.stringify(held.link) : held.text;
  const flags = { private: held.private, from_secret: linked };
  return writeValue(opened, { name: held.name, text, ...flags, ...stored(held) }, seen);
}

/** Creates a secret, or replaces the one in {@code seen}; an empty content keeps the stored one. */
export async function writeSecret(opened: OpenedApp, held: Held, value: string, seen?: Seen): Promise<void> {
  const secret = { name: held.name, value, ...stored(held) };
  if (seen) await write("PUT", opened.path(`/secrets/${seen.id}`), secret, seen.etag);
  else await write("POST", opened.path("/secrets"), secret);
}

/** Creates a secret, and a value of the same name that links to it. */
export async function createWithLink(opened: OpenedApp, held: Held, value: string) {
  await writeSecret(opened, held, value);
  try {
    await writeHeld(opened, { ...held, type: "linked", link: held.name });
  } catch (problem) {
    throw new Error(words.onlySecret(held.name, message(problem)), { cause: problem });
  }
}

/** A value as lines of text, to compare it with another version. */
export function lines(item: Held): string {
  const kind = item.type === "linked" ? `Link to the secret: ${item.link}` : "Value:";
  const content = item.type === "linked" ? [] : [json.fault(item.text) ? item.text : json.formatted(item.text)];
  const notes = [...(item.note ? [`Note: ${item.note}`] : []), ...(item.tags ? [`Tags: ${item.tags}`] : [])];
  return [`Name: ${item.name}`, `Private: ${item.private ? "yes" : "no"}`, ...notes, kind, ...content].join("\n");
}
