import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { OpenedApp } from "../api/opened";
import { session } from "../api/session";
import { closeItem, NEW } from "../router";
import { toasts } from "./toasts";
import { words } from "./words/item-drawer";

/** A page with a drawer. */
interface Host extends ReactiveControllerHost {
  readonly opened: OpenedApp;
  /** The item in the address. */
  readonly item: string | null;
}

interface Items<T> {
  /** Loads the code of the drawer. */
  load: () => Promise<unknown>;
  /** The item as the page has it now; undefined if there is none. */
  find: (id: string) => T | undefined | Promise<T | undefined>;
  /** Sets the focus after the drawer of this item was closed. */
  focus: (id: string) => void;
}

/**
 * The drawer of a page, which is open while the address has an item. It keeps the item as it was when it was opened. To
 * open and close it, call {@code openItem} and {@code closeItem}.
 */
export class ItemDrawer<T> implements ReactiveController {
  /** What the drawer shows; null to create an item, undefined if it is closed. */
  shown: T | null | undefined;
  private address = "";
  private id = "";

  constructor(
    private readonly host: Host,
    private readonly items: Items<T>,
  ) {
    host.addController(this);
  }

  hostUpdate(): void {
    const { item, opened } = this.host;
    const address = item ? `${opened.id}/${item}` : "";
    if (address === this.address) return;
    this.address = address;
    const closed = this.shown === undefined ? "" : this.id;
    this.shown = undefined;
    this.id = item ?? "";
    if (item) void this.open(item, address);
    else if (closed) void this.host.updateComplete.then(() => this.items.focus(closed));
  }

  private async open(item: string, address: string): Promise<void> {
    await this.items.load();
    const found = item === NEW ? null : await this.items.find(item);
    if (address !== this.address) return;
    const allowed = found === null ? session.mayWrite : found !== undefined;
    if (allowed) {
      this.shown = found;
      this.host.requestUpdate();
      return;
    }
    toasts.say(found === null ? words.mayNotCreate : words.gone);
    closeItem();
  }
}
