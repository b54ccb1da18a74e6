import type { Row } from "./rows";

/** The selected rows of the table. */
export class Selection {
  private ids = new Set<string>();
  /** The row that was last selected or deselected: with Shift, a whole range takes its state. */
  private last = "";

  constructor(private readonly changed: () => void) {}

  has(row: Row): boolean {
    return this.ids.has(row.id);
  }

  /** The selected ones of some rows. */
  of(rows: Row[]): Row[] {
    return this.ids.size ? rows.filter((row) => this.ids.has(row.id)) : [];
  }

  toggle(row: Row, shown: Row[], range: boolean): void {
    const on = !this.ids.has(row.id);
    const from = shown.findIndex((one) => one.id === this.last);
    const to = shown.indexOf(row);
    const rows = range && from >= 0 ? shown.slice(Math.min(from, to), Math.max(from, to) + 1) : [row];
    this.set(rows, on);
    this.last = row.id;
  }

  /** Selects or deselects rows. */
  set(rows: Row[], on: boolean): void {
    for (const { id } of rows) {
      if (on) this.ids.add(id);
      else this.ids.delete(id);
    }
    this.changed();
  }

  clear(): void {
    this.ids.clear();
    this.last = "";
    this.changed();
  }
}
