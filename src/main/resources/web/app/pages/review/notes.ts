import { html, type TemplateResult } from "lit";
import { behindWords } from "../../parts/draft-bar";
import { icon } from "../../parts/icons";
import { href } from "../../router";

interface Move {
  isWorking: boolean;
  onMove: () => void;
}

/** Above the changes if some are in conflict with a newer deployment. */
export function conflictNote(count: number, decided: number, { isWorking, onMove }: Move): TemplateResult {
  return html`<div class="note warn">
    ${icon("warning")}
    <div>
      <strong role="alert"
        >${count === 1 ? "One change is" : `${count} changes are`} in conflict with a newer deployment.</strong
      >
      <span>
        Choose below for ${count === 1 ? "it" : "each"} whether to keep yours or take theirs. Then apply your choices:
        that moves your draft to the newest revision. Nothing is deployed yet.
      </span>
      <span class="small" role="status">${decided} of ${count} decided</span>
    </div>
    <button class="button small" ?disabled=${decided < count} aria-busy=${isWorking} @click=${onMove}>
      <span>Apply choices</span>
    </button>
  </div>`;
}

/** Above the changes if there are newer deployments without conflicts. */
export function behindNote(behind: number, { isWorking, onMove }: Move): TemplateResult {
  return html`<div class="note" role="status">
    ${icon("info")}
    <div>
      <strong>${behindWords(behind)}</strong>
      <span class="soft">
        ${
          behind === 1
            ? "Your draft does not include it yet. It changed nothing that your draft changes."
            : "Your draft does not include them yet. They changed nothing that your draft changes."
        }
      </span>
    </div>
    <button class="button small" aria-busy=${isWorking} @click=${onMove}><span>Move to the newest</span></button>
  </div>`;
}

/** In place of the changes if there are none. */
export function nothingToReview(app: string): TemplateResult {
  return html`<div class="page">
    <div class="empty">
      ${icon("layers")}
      <h1>Nothing to review</h1>
      <p>Changes that you make wait here in a draft until you deploy them. Nobody else sees them.</p>
      <a class="button" href=${href("values", app)}>To the values</a>
    </div>
  </div>`;
}
