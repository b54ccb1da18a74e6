import { html, type TemplateResult } from "lit";
import { behindWords } from "../../parts/draft-bar";
import { icon } from "../../parts/icons";
import { href } from "../../router";
import { words } from "./words";

interface Move {
  isWorking: boolean;
  onMove: () => void;
}

/** Above the changes if some are in conflict with a newer deployment. */
export function conflictNote(count: number, decided: number, { isWorking, onMove }: Move): TemplateResult {
  return html`<div class="note warn">
    ${icon("warning")}
    <div>
      <strong role="alert">${words.conflict.count(count)}</strong>
      <span>${words.conflict.choose(count)}</span>
      <span class="small" role="status">${words.conflict.decided(decided, count)}</span>
    </div>
    <button class="button small" ?disabled=${decided < count} aria-busy=${isWorking} @click=${onMove}>
      <span>${words.conflict.apply}</span>
    </button>
  </div>`;
}

/** Above the changes if there are newer deployments without conflicts. */
export function behindNote(behind: number, { isWorking, onMove }: Move): TemplateResult {
  return html`<div class="note" role="status">
    ${icon("info")}
    <div>
      <strong>${behindWords(behind)}</strong>
      <span class="soft">${words.behind(behind)}</span>
    </div>
    <button class="button small" aria-busy=${isWorking} @click=${onMove}><span>${words.move}</span></button>
  </div>`;
}

/** In place of the changes if there are none. */
export function nothingToReview(app: string): TemplateResult {
  return html`<div class="page">
    <div class="empty">
      ${icon("layers")}
      <h1 tabindex="-1">${words.nothing.title}</h1>
      <p>${words.nothing.text}</p>
      <a class="button" href=${href("values", app)}>${words.nothing.link}</a>
    </div>
  </div>`;
}
