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
