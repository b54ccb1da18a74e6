import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { message } from "../api/http";
import { icon } from "./icons";
import { Part } from "./page";

interface Toast {
  text: string;
  bad: boolean;
  action?: { label: string; run: () => void };
}

/** Long enough to read a toast and to reach its button by keyboard. */
const STAYS_MS = 8_000;

class Toasts extends EventTarget {
  list: Toast[] = [];

  /** Reports success, with a button to undo it if that is possible. */
  say(text: string, action?: Toast["action"]): void {
    this.add({ text, bad: false, action });
  }

  /** Reports a failure. */
  fail(problem: unknown): void {
    this.add({ text: message(problem), bad: true });
  }

  remove(toast: Toast): void {
    this.list = this.list.filter((other) => other !== toast);
    this.dispatchEvent(new Event("change"));
  }

  private add(toast: Toast): void {
    // Only one at a time, so that its button undoes the last action.
    this.list = [toast];
    this.dispatchEvent(new Event("change"));
    setTimeout(() => this.remove(toast), toast.bad ? STAYS_MS * 2 : STAYS_MS);
  }
}

export const toasts = new Toasts();

@customElement("v-toasts")
export class ToastList extends Part {
  constructor() {
    super();
    this.follow(toasts);
  }

  protected override render() {
    return html`<div class="toasts" role="status" aria-live="polite">
      ${toasts.list.map(
        (toast) =>
          html`<div class="toast ${toast.bad ? "bad" : ""}">
            <span class="break">${toast.text}</span>
            ${
              toast.action
                ? html`<button
                    @click=${() => {
                      toasts.remove(toast);
                      toast.action!.run();
                    }}
                  >
                    ${toast.action.label}
                  </button>`
                : nothing
            }
            <button class="icon-only" aria-label="Dismiss" @click=${() => toasts.remove(toast)}>
              ${icon("close")}
            </button>
          </div>`,
      )}
    </div>`;
  }
}
