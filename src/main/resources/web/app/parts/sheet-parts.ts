import { html, nothing, type TemplateResult } from "lit";
import type { OpenedApp } from "../api/opened";
import { session } from "../api/session";
import { icon } from "./icons";
import { words } from "./words/sheet";

interface Buttons {
  opened: OpenedApp;
  working: boolean;
  /** Whether the person must first choose a version. */
  asking: boolean;
  onLeave: () => void;
}

/** The buttons of an editor. The one that saves says whether that deploys. */
export function saveButtons({ opened, working, asking, onLeave }: Buttons): TemplateResult {
  const save = opened.deploysAtOnce ? words.saveAndDeploy : words.save;
  return html`<button type="button" class="button" @click=${onLeave}>
      ${session.mayWrite ? words.cancel : words.close}
    </button>
    ${
      session.mayWrite && !asking
        ? html`<button class="button primary" aria-busy=${working}><span>${save}</span></button>`
        : nothing
    }`;
}

/** Tells a person who may only read why they can change nothing. */
export function readerNote(kind: string): TemplateResult | typeof nothing {
  return session.mayWrite ? nothing : html`<p class="note">${icon("info")}<span>${words.readOnly(kind)}</span></p>`;
}

/** In place of the fields if the item could not be read: what is not seen must not be replaced. */
export function unreadNote(onAgain: () => Promise<void>): TemplateResult {
  return html`<p>${words.notRead}</p>
    <button type="button" class="button" @click=${onAgain}>${words.again}</button>`;
}
