import type { Row, RowType } from "./rows";

export type Column = "name" | "type" | "modified";

export interface Order {
  by: Column;
  ascending: boolean;
}

/** What the table shows. It is in the address, so that links and Back keep it. */
export interface Search {
  text: string;
  type: RowType | "all";
  /** Empty for any. */
  tag: string;
  order: Order;
}

const TYPES = ["value", "linked", "secret"];
const COLUMNS = ["name", "type", "modified"];
const NAMES = new Intl.Collator("en");

export function searchOf(query: URLSearchParams): Search {
  const type = query.get("type") ?? "";
  const [column = "", direction] = (query.get("order") ?? "").split("-");
  return {
    text: query.get("q") ?? "",
    type: TYPES.includes(type) ? (type as RowType) : "all",
    tag: query.get("tag") ?? "",
    order: { by: COLUMNS.includes(column) ? (column as Column) : "name", ascending: direction !== "down" },
  };
}

/** The query of the address; empty for the whole table by name. */
export function queryOf({ text, type, tag, order }: Search): URLSearchParams {
  const query = new URLSearchParams();
  if (text) query.set("q", text);
  if (type !== "all") query.set("type", type);
  if (tag) query.set("tag", tag);
  if (order.by !== "name" || !order.ascending) query.set("order", `${order.by}${order.ascending ? "" : "-down"}`);
  return query;
}

/**
 * The rows to show, sorted. The text is looked for in names, notes, tags, and the names of linked items, so that a
 * secret is found together with the values that link to it. By name, these values follow their secret.
 */
export function found(all: Row[], search: Search): Row[] {
  const { type, tag, order } = search;
  const text = search.text.trim().toLowerCase();
  const contains = (one: string) => one.toLowerCase().includes(text);
  const matches = (row: Row) =>
    contains(row.name) ||
    contains(row.note) ||
    row.tags.some(contains) ||
    row.uses.some(contains) ||
    contains(row.secret ?? "");
  const rows = all.filter(
    (row) => (type === "all" || row.type === type) && (!tag || row.tags.includes(tag)) && (!text || matches(row)),
  );
  const sign = order.ascending ? 1 : -1;
  if (order.by === "name") return grouped(rows, sign);
  return rows.sort((one, other) => {
    if (order.by === "modified") return sign * (one.modified - other.modified);
    return sign * (NAMES.compare(one.type, other.type) || NAMES.compare(one.name, other.name));
  });
}

/** Whether a row is shown below the secret that it links to. */
export function isNested(row: Row, before: Row | undefined, order: Order): boolean {
  if (order.by !== "name" || !row.secret || row.missing || !before) return false;
  return before.type === "secret" ? before.name === row.secret : before.secret === row.secret;
}

function grouped(rows: Row[], sign: number): Row[] {
  const secrets = new Set(rows.filter((row) => row.type === "secret").map((row) => row.name));
  const below = new Map<string, Row[]>();
  const top: Row[] = [];
  for (const row of rows) {
    if (!row.secret || row.missing || !secrets.has(row.secret)) top.push(row);
    else if (below.has(row.secret)) below.get(row.secret)!.push(row);
    else below.set(row.secret, [row]);
  }
  const byName = (one: Row, other: Row) => sign * NAMES.compare(one.name, other.name);
  return top.sort(byName).flatMap((row) => {
    const links = row.type === "secret" ? below.get(row.name) : undefined;
    return links ? [row, ...links.sort(byName)] : [row];
  });
}
