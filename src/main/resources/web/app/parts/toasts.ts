import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { message } from "../api/http";
import { icon } from "./icons";
import { Part } from "./page";
import { words } from "./words/toasts";

interface Action {
  label: string;
  run: () => void;
  /** Its keyboard shortcut, for an action that undoes. */
  key?: string;
}

interface Toast {
  text: string;
  bad: boolean;
  action?: Action;
  /** Null to stay until it is dismissed. */
  staysMs: number | null;
}

/** Long enough to read a toast and to reach its button by keyboard. */
const STAYS_MS = 8_000;

class Toasts extends EventTarget {
  list: Toast[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly holding = new Set<"pointer" | "focus">();

  /** Reports success, with a button to undo it if that is possible. */
  say(text: string, action?: Action): void {
    this.add({ text, bad: false, action, staysMs: STAYS_MS });
  }

  /** Says something that stays until the person has dismissed it. */
  keep(text: string, action?: Action): void {
    this.add({ text, bad: false, action, staysMs: null });
  }

  /** Reports a failure. */
  fail(problem: unknown): void {
    this.add({ text: message(problem), bad: true, staysMs: STAYS_MS * 2 });
  }

  remove(toast: Toast): void {
    if (this.list.includes(toast)) this.clear();
  }

  clear(): void {
    this.list = [];
    this.holding.clear();
    clearTimeout(this.timer);
    this.changed();
  }

  /** Keeps the toast while the person points at it or the focus is in it. */
  hold(by: "pointer" | "focus", holds: boolean): void {
    if (holds) this.holding.add(by);
    else this.holding.delete(by);
    this.count();
  }

  /** Tells the lists of toasts to render. */
  changed(): void {
    this.dispatchEvent(new Event("change"));
  }

  private add(toast: Toast): void {
    // Only one at a time, so that its button undoes the last action.
    this.list = [toast];
    this.count();
    this.changed();
  }

  private count(): void {
    clearTimeout(this.timer);
    const [toast] = this.list;
    if (toast?.staysMs && !this.holding.size) this.timer = setTimeout(() => this.remove(toast), toast.staysMs);
  }
}

export const toasts = new Toasts();

/** Each place for toasts on the page, the topmost last: one below the page, and one in each open drawer. */
const places: ToastList[] = [];

/** A place for toasts. It takes room of its own, so that a toast never covers anything. */
@customElement("v-toasts")
export class ToastList extends Part {
  /** Where the focus came from before it was in a toast. */
  private cameFrom: HTMLElement | null = null;

  constructor() {
    super();
    this.follow(toasts);
  }

  override connectedCallback() {
    super.connectedCallback();
    places.push(this);
    toasts.changed();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    places.splice(places.indexOf(this), 1);
    toasts.hold("pointer", false);
    toasts.hold("focus", false);
    toasts.changed();
  }

  private focusIn = (event: FocusEvent) => {
    const from = event.relatedTarget as HTMLElement | null;
    if (!this.contains(from)) this.cameFrom = from;
    toasts.hold("focus", true);
  };

  private dismiss(toast: Toast) {
    const focused = this.contains(document.activeElement);
    toasts.remove(toast);
    if (focused && this.cameFrom?.isConnected) this.cameFrom.focus();
  }

  protected override render() {
    const list = places.at(-1) === this ? toasts.list : [];
    return html`<div
      class="toasts"
      role="status"
      aria-live="polite"
      @pointerenter=${() => {
        toasts.hold("pointer", true);
      }}
      @pointerleave=${() => {
        toasts.hold("pointer", false);
      }}
      @focusin=${this.focusIn}
      @focusout=${() => {
        toasts.hold("focus", false);
      }}
    >
      ${list.map(
        (toast) =>
          html`<div class="toast ${toast.bad ? "bad" : ""}">
            <span class="break">${toast.text}</span>
            ${toast.action ? this.actionButton(toast, toast.action) : nothing}
            <button type="button" class="icon-only" aria-label=${words.dismiss} @click=${() => this.dismiss(toast)}>
              ${icon("close")}
            </button>
          </div>`,
      )}
    </div>`;
  }

  private actionButton(toast: Toast, { label, run, key }: Action) {
    return html`<button
      type="button"
      data-key=${key ?? nothing}
      title=${key ? `${label} (${key})` : nothing}
      @click=${() => {
        this.dismiss(toast);
        run();
      }}
    >
      ${label}
    </button>`;
  }
}
