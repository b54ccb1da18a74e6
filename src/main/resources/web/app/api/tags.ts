import type { Tag } from "./types";

export const TAGS = ["", "development", "testing", "qa", "production"] as const satisfies Tag[];

/** The columns of the environment values in the order in which they are shown, as the API calls them. */
export const COLUMNS = ["none", "development", "testing", "qa", "production"] as const;
export type Column = (typeof COLUMNS)[number];

/** The tag whose programs read a column. */
export function tagOf(column: Column): Tag {
  return column === "none" ? "" : column;
}

/** What people call an environment tag. */
export function tagName(tag: string): string {
  if (tag === "") return "No environment";
  return tag === "qa" ? "QA" : tag.charAt(0).toUpperCase() + tag.slice(1);
}

/** What people call the environment that a column belongs to. */
export function columnName(column: Column): string {
  return tagName(tagOf(column));
}
