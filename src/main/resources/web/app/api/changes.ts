import * as json from "./json";
import type { OpenedApp } from "./opened";
import { get, request } from "./requests";
import { type Column, COLUMNS } from "./tags";
import type { Change, RevisionComparison } from "./types";

/** How an item differs between two states of an app. */
export type ItemChange = Pick<Change, "_id" | "kind" | "action" | "name" | "previous_name" | "content_changed">;

/** An item before or after a change, with its content as JSON text. A secret's content is never part of it. */
export interface Side {
  name: string;
  private: boolean;
  from_secret: boolean;
  /** A value's JSON, or the name of the secret that it links to. */
  text: string;
  /** An environment value's JSON by environment. */
  cells: Partial<Record<Column, string>>;
  note: string;
  tags: string[];
  modified: number;
  by: string | null;
}

/** An item before and after a change; null where it does not exist. */
export interface ItemContents {
  before: Side | null;
  after: Side | null;
  /** The unified diff of a file. */
  diff: string | null;
}

/** Reads the contents of some items, by their ids. */
export type ReadContents = (ids: string[]) => Promise<Map<string, ItemContents>>;

/** How many items the service returns in one answer. */
export const MOST_CONTENTS = 50;

interface ReadSide {
  name: string;
  private: boolean;
  from_secret: boolean;
  value: unknown;
  values: Partial<Record<Column, unknown>> | null;
  note?: string;
  tags?: string[];
  last_modified: unknown;
  modified_by: string | null;
}

interface ReadItem {
  _id: string;
  before: ReadSide | null;
  after: ReadSide | null;
  diff: string | null;
}

/** The contents of items before and after a draft's changes. */
export function draftContents(opened: OpenedApp, draft: string): ReadContents {
  return (ids) => read(opened.path(`/drafts/${draft}/changes/contents?ids=${ids.join()}`));
}

/** The contents of items in two revisions. */
export function revisionContents(opened: OpenedApp, from: number, to: number): ReadContents {
  return (ids) => read(opened.path(`/comparison/contents?from=${from}&to=${to}&ids=${ids.join()}`));
}

/** The items that differ between two revisions. */
export function compareRevisions(opened: OpenedApp, from: number, to: number): Promise<RevisionComparison> {
  return get<RevisionComparison>(opened.path(`/comparison?from=${from}&to=${to}`));
}

async function read(path: string): Promise<Map<string, ItemContents>> {
  const answer = await request(path);
  const items = json.read<ReadItem[]>(await answer.text());
  return new Map(
    items.map(({ _id, before, after, diff }) => [
      _id,
      { before: before && side(before), after: after && side(after), diff },
    ]),
  );
}

function side(one: ReadSide): Side {
  const { values } = one;
  const mapped = values ? COLUMNS.filter((column) => Object.hasOwn(values, column)) : [];
  return {
    name: one.name,
    private: one.private,
    from_secret: one.from_secret,
    text: one.from_secret ? (one.value as string) : json.write(one.value),
    cells: Object.fromEntries(mapped.map((column) => [column, json.write(values![column])])),
    note: one.note ?? "",
    tags: one.tags ?? [],
    modified: Number(json.write(one.last_modified)),
    by: one.modified_by,
  };
}
