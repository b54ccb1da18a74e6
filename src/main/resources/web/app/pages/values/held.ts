import { isGone } from "../../api/http";
import * as json from "../../api/json";
import type { OpenedApp } from "../../api/opened";
import { getTagged, write } from "../../api/requests";
import type { Secret } from "../../api/types";
import { readValue, type Seen, writeValue } from "../../api/values";
import type { Theirs } from "../../parts/stale";
import type { RowType } from "./rows";

/** What the editor holds of an item. The content of a secret is never read. */
export interface Held {
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
    return { type: "secret", name: item.name, text: "", link: "", private: false, etag };
  }
  const { name, text, private: isPrivate, from_secret, etag } = await readValue(opened, id);
  return {
    type: from_secret ? "linked" : "value",
    name,
    text: from_secret ? "" : text,
    link: from_secret ? (json.read<string | null>(text) ?? "") : "",
    private: isPrivate,
    etag,
  };
}

/** Reads an item that somebody else changed, with who changed it when. */
export async function readTheirs(opened: OpenedApp, id: string, isSecret: boolean): Promise<Theirs<Held>> {
  try {
    const item = await readHeld(opened, id, isSecret);
    const listed = [...opened.values, ...opened.secrets].find((one) => one._id === id);
    return { item, by: listed?.modified_by, at: listed?.last_modified };
  } catch (problem) {
    if (!isGone(problem)) throw problem;
    return { item: null, by: null, at: undefined };
  }
}

/** Creates a value, or replaces the one in {@code seen}. */
export function writeHeld(opened: OpenedApp, held: Held, seen?: Seen): Promise<void> {
  const linked = held.type === "linked";
  const text = linked ? JSON.stringify(held.link) : held.text;
  return writeValue(opened, { name: held.name, text, private: held.private, from_secret: linked }, seen);
}

/** Creates a secret, or replaces the one in {@code seen}; an empty content keeps the stored one. */
export async function writeSecret(opened: OpenedApp, name: string, value: string, seen?: Seen): Promise<void> {
  if (seen) await write("PUT", opened.path(`/secrets/${seen.id}`), { name, value }, seen.etag);
  else await write("POST", opened.path("/secrets"), { name, value });
}

/** A value as lines of text, to compare it with another version. */
export function lines(item: Held): string {
  const kind = item.type === "linked" ? `Link to the secret: ${item.link}` : "Value:";
  const content = item.type === "linked" ? [] : [json.fault(item.text) ? item.text : json.formatted(item.text)];
  return [`Name: ${item.name}`, `Private: ${item.private ? "yes" : "no"}`, kind, ...content].join("\n");
}
