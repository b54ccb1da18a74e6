import { html, nothing, type TemplateResult } from "lit";
import { tagName } from "../api/tags";
import { icon } from "./icons";
import { words } from "./words/changes";

interface TagChange {
  before: string;
  after: string;
  conflict?: string | null;
}

/** That the app's environment changes, as a card. */
export function tagCard(
  { before, after, conflict }: TagChange,
  question?: TemplateResult | typeof nothing | null,
  onLeaveOut?: () => void,
): TemplateResult {
  return html`<section class="card change ${conflict ? "conflict" : ""}" aria-label=${words.environment}>
    <div class="card-head">
      <span class="chip value">${words.actions.changed}</span>
      <h2>${words.environment}</h2>
      <span class="soft">${tagName(before)} → ${tagName(after)}</span>
      <span class="spring"></span>
      ${
        onLeaveOut
          ? html`<button
              class="button quiet small"
              aria-label=${words.leaveOutItem(words.theEnvironment)}
              @click=${onLeaveOut}
            >
              ${icon("undo")} ${words.leaveOut}
            </button>`
          : nothing
      }
    </div>
    ${question ?? nothing}
  </section>`;
}
