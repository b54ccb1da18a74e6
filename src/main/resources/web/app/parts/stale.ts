import { html, nothing, type TemplateResult } from "lit";
import type { OpenedApp } from "../api/opened";
import { compare } from "./compare";
import { icon } from "./icons";
import { sideBySide } from "./side-by-side";
import { time } from "./time";
import { words } from "./words/stale";

/** An item as somebody else saved it after the person opened it. */
export interface Theirs<T> {
  /** Null if it was deleted. */
  item: (T & { etag: string }) | null;
  by: string | null | undefined;
  at: number | undefined;
  /** Whether it is older than what was opened, since the draft that that was in is closed. */
  wentBack?: boolean;
}

/** Who changed an item, to begin a sentence with. */
export function whoChanged(opened: OpenedApp, by: string | null | undefined): string {
  const who = opened.who(by) || words.somebody;
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

/** Who changed it, or what else happened to it. */
function headline({ opened, kind, theirs }: Choice): string {
  if (theirs.wentBack) return words.wentBack(kind);
  return opened.isMe(theirs.by) ? words.changedByYou(kind) : words.changed(whoChanged(opened, theirs.by), kind);
}

/** Shown in an editor if somebody else changed the item after it was opened. It asks which version to keep. */
export function staleNote(choice: Choice): TemplateResult {
  const { kind, theirs } = choice;
  const at = theirs.at === undefined || theirs.wentBack ? nothing : html` (${time(theirs.at)})`;
  return html`<section class="note warn" role="alert" tabindex="-1" data-stale aria-labelledby="stale-title">
      ${icon("warning")}
      <div>
        <strong id="stale-title"> ${theirs.item ? html`${headline(choice)}${at}.` : words.deleted(kind)} </strong>
        <span>${theirs.item ? words.choose : words.notSaved}</span>
        <div class="row">
          <button type="button" class="button small" @click=${choice.onMine}>
            ${theirs.item ? words.mine : words.createAgain}
          </button>
          ${
            theirs.item
              ? html`<button type="button" class="button small" @click=${choice.onTheirs}>${words.theirs}</button>
                  <button type="button" class="button small" aria-expanded=${choice.looking} @click=${choice.onLook}>
                    ${words.both}
                  </button>`
              : html`<button type="button" class="button small" @click=${choice.onClose}>${words.closeUnsaved}</button>`
          }
        </div>
      </div>
    </section>
    ${theirs.item && choice.looking ? choice.both() : nothing}`;
}

/** Both versions of a text, side by side. */
export function bothTexts(theirs: string, mine: string): TemplateResult {
  const diff = compare(words.path, theirs, mine);
  if (!diff.blocks.length) return html`<p class="note">${icon("info")}<span>${words.same}</span></p>`;
  return html`<div class="card change">${sideBySide(diff, words.titleTheirs, words.titleMine)}</div>`;
}

/** Moves the focus to the question, which must be rendered by now. */
export function focusStale(editor: HTMLElement): void {
  const note = editor.querySelector<HTMLElement>("[data-stale]");
  note?.focus();
  note?.scrollIntoView({ block: "nearest" });
}
