import { html, nothing, type TemplateResult } from "lit";
import type { OpenedApp } from "../api/opened";
import { compare, sideBySide } from "./diff";
import { icon } from "./icons";
import { time } from "./time";

/** What is there now in place of the item that somebody opened. */
export interface Theirs<T> {
  /** Null if it was deleted. */
  item: (T & { etag: string }) | null;
  by: string | null | undefined;
  at: number | undefined;
}

/** Who changed an item, as the beginning of a sentence. */
export function whoChanged(opened: OpenedApp, by: string | null | undefined): string {
  const who = opened.who(by) || "somebody";
  return who.charAt(0).toUpperCase() + who.slice(1);
}

interface Choice {
  opened: OpenedApp;
  /** What kind of item it is, such as "value". */
  kind: string;
  theirs: Theirs<unknown>;
  /** Whether both are shown. */
  looking: boolean;
  both: () => TemplateResult;
  onMine: () => void;
  onTheirs: () => void;
  onLook: () => void;
  onClose: () => void;
}

/** Stands in an editor whose save was refused because the item is another by now: it asks which one stays. */
export function staleNote(choice: Choice): TemplateResult {
  const { kind, theirs } = choice;
  return html`<section class="note warn" role="alert" tabindex="-1" data-stale aria-labelledby="stale-title">
      ${icon("warning")}
      <div>
        <strong id="stale-title">
          ${
            theirs.item
              ? html`${whoChanged(choice.opened, theirs.by)} changed this ${kind} after you opened
                it${theirs.at === undefined ? nothing : html` (${time(theirs.at)})`}.`
              : `This ${kind} was deleted after you opened it.`
          }
        </strong>
        <span
          >${theirs.item ? "What you typed is not saved yet. Choose which version to keep." : "What you typed is not saved."}</span
        >
        <div class="row">
          <button type="button" class="button small" @click=${choice.onMine}>
            ${theirs.item ? "Keep mine" : "Create it again"}
          </button>
          ${
            theirs.item
              ? html`<button type="button" class="button small" @click=${choice.onTheirs}>Take theirs</button>
                  <button type="button" class="button small" aria-expanded=${choice.looking} @click=${choice.onLook}>
                    Look at both
                  </button>`
              : html`<button type="button" class="button small" @click=${choice.onClose}>Close without saving</button>`
          }
        </div>
      </div>
    </section>
    ${theirs.item && choice.looking ? choice.both() : nothing}`;
}

/** Their text and mine, side by side. */
export function bothTexts(theirs: string, mine: string): TemplateResult {
  const diff = compare("the two versions", theirs, mine);
  if (!diff.blocks.length) return html`<p class="note">${icon("info")}<span>Both are the same.</span></p>`;
  return html`<div class="card change">${sideBySide(diff, "Theirs", "Mine")}</div>`;
}

/** Moves the focus to the question, once it is drawn. */
export function focusStale(editor: HTMLElement): void {
  const note = editor.querySelector<HTMLElement>("[data-stale]");
  note?.focus();
  note?.scrollIntoView({ block: "nearest" });
}
