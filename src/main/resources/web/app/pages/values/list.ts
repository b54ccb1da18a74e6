import type { OpenedApp } from "../../api/opened";
import { type Row, rowsOf } from "./rows";
import { found, type Search } from "./search";

interface List {
  all: Row[];
  /** Those that the search finds, sorted. */
  shown: Row[];
  /** The tags of all. */
  tags: string[];
}

/** The rows of the table. They are made again only when the app or the search has changed, since there may be thousands. */
export class RowList {
  private list: List = { all: [], shown: [], tags: [] };
  private of: unknown[] = [];

  get(opened: OpenedApp, search: Search): List {
    const of = [opened.values, opened.secrets, opened.changes, opened.missing, search];
    if (of.some((one, place) => one !== this.of[place])) {
      const all = rowsOf(opened);
      this.list = { all, shown: found(all, search), tags: [...new Set(all.flatMap((row) => row.tags))].sort() };
      this.of = of;
    }
    return this.list;
  }
}
