import type { ReactiveController, ReactiveControllerHost } from "lit";

/** How many rows are rendered above and below the visible ones, so that scrolling and the arrow keys reach them. */
const SPARE = 12;

/**
 * Which rows of a long table are rendered. The table scrolls in a box, and all rows have the same height. Two spacer rows
 * take the place of the rows above and below.
 */
export class RowWindow implements ReactiveController {
  private box: HTMLElement | null = null;
  private rowHeight = 44;
  first = 0;
  last = 60;

  constructor(private readonly host: ReactiveControllerHost & HTMLElement) {
    host.addController(this);
  }

  hostUpdated(): void {
    const box = this.host.querySelector<HTMLElement>(".table-box");
    if (box !== this.box) {
      this.box?.removeEventListener("scroll", this.moved);
      this.box = box;
      box?.addEventListener("scroll", this.moved, { passive: true });
      if (box) new ResizeObserver(this.moved).observe(box);
    }
    const drawn = box?.querySelector<HTMLElement>("tbody tr:not(.spacer)");
    if (drawn?.offsetHeight) this.rowHeight = drawn.offsetHeight;
  }

  private moved = () => {
    if (!this.box) return;
    const first = Math.max(0, Math.floor(this.box.scrollTop / this.rowHeight) - SPARE);
    const last = Math.ceil((this.box.scrollTop + this.box.clientHeight) / this.rowHeight) + SPARE;
    if (Math.abs(first - this.first) < SPARE / 2 && Math.abs(last - this.last) < SPARE / 2) return;
    this.first = first;
    this.last = last;
    this.host.requestUpdate();
  };

  /** The heights of the two spacer rows in pixels. */
  gaps(count: number): [before: number, after: number] {
    const first = Math.min(this.first, Math.max(0, count - (this.last - this.first)));
    return [first * this.rowHeight, Math.max(0, count - this.last) * this.rowHeight];
  }

  /** The rows to render, each with its index in the whole table. */
  slice<T>(rows: T[]): [T, number][] {
    const first = Math.min(this.first, Math.max(0, rows.length - (this.last - this.first)));
    return rows.slice(first, this.last).map((row, place) => [row, first + place]);
  }
}
