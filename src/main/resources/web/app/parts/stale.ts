import { html, nothing, type TemplateResult } from "lit";
import type { OpenedApp } from "../api/opened";
import { compare } from "./compare";
import { icon } from "./icons";
import { sideBySide } from "./side-by-side";
import { time } from "./time";

/** An item as somebody else saved it after the person opened it. */
export interface Theirs<T> {
  /** Null if it was deleted. */
  item: (T & { etag: string }) | null;
  by: string | null | undefined;
  at: number | undefined;
}

/** Who changed an item, to begin a sentence with. */
export function whoChanged(opened: OpenedApp, by: string | null | undefined): string {
  const who = opened.who(by) || "somebody";
  return who.charAt(0).toUpperCase() + who.slice(1);
}

interface Choice {
  opened: OpenedApp;
  /** What kind of item it is, such as "value". */
  kind: string;
  theirs: Theirs<unknown>;
  /** Whether both versions are shown. */
  looking: boolean;
  both: () => TemplateResult;
  onMine: () => void;
  onTheirs: () => void;
  onLook: () => void;
  onClose: () => void;
}

/** Shown in an editor if somebody else changed the item after it was opened. It asks which version to keep. */
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

/** Both versions of a text, side by side. */
export function bothTexts(theirs: string, mine: string): TemplateResult {
  const diff = compare("the two versions", theirs, mine);
  if (!diff.blocks.length) return html`<p class="note">${icon("info")}<span>Both are the same.</span></p>`;
  return html`<div class="card change">${sideBySide(diff, "Theirs", "Mine")}</div>`;
}

/** Moves the focus to the question, which must be rendered by now. */
export function focusStale(editor: HTMLElement): void {
  const note = editor.querySelector<HTMLElement>("[data-stale]");
  note?.focus();
  note?.scrollIntoView({ block: "nearest" });
}
