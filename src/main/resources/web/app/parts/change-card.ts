import { html, nothing, type TemplateResult } from "lit";
import type { ItemChange, ItemContents } from "../api/changes";
import { contentOf, preview } from "./change-content";
import { icon } from "./icons";
import { words } from "./words/changes";

const COLOURS = { created: "good", deleted: "bad", changed: "value" } as const;

/** A change that may be in conflict with a newer deployment. */
export type ShownChange = ItemChange & { conflict?: string | null };

export interface ChangeCard {
  change: ShownChange;
  contents: ItemContents | undefined;
  place: number;
  count: number;
  isOpen: boolean;
  before: string;
  after: string;
  who: (user: string | null) => string;
  /** Above the content, such as the question which version stays. */
  above: TemplateResult | typeof nothing;
  onToggle: () => void;
  onLeaveOut: (() => void) | undefined;
}

/** One change as a card: a line with a preview, and when it is opened, what changes. */
export function changeCard(card: ChangeCard): TemplateResult {
  const { change, contents, isOpen } = card;
  const { _id, kind, action, name, previous_name, conflict } = change;
  return html`<li
    class="card change ${isOpen ? "open" : ""} ${conflict ? "conflict" : ""}"
    data-card=${_id}
    data-open=${isOpen ? "" : nothing}
    aria-setsize=${card.count}
    aria-posinset=${card.place + 1}
  >
    <div class="card-head">
      <span class="chip ${COLOURS[action]}">${previous_name ? words.renamed : words.actions[action]}</span>
      <h2>
        <button
          class="toggle break"
          data-row
          aria-expanded=${isOpen}
          aria-controls=${isOpen ? `content-${_id}` : nothing}
          @click=${card.onToggle}
        >
          ${icon("right")}<span class="clip">${name}</span>
        </button>
      </h2>
      ${previous_name ? html`<span class="soft small clip">${words.wasCalled} <s>${previous_name}</s></span>` : nothing}
      <span class="soft small nowrap">${kind}</span>
      <span class="soft small mono clip preview">${isOpen ? nothing : preview(change, contents)}</span>
      ${
        card.onLeaveOut
          ? html`<button class="button quiet small" aria-label=${words.leaveOutItem(name)} @click=${card.onLeaveOut}>
              ${icon("undo")} <span class="wide-only">${words.leaveOut}</span>
            </button>`
          : nothing
      }
    </div>
    ${
      isOpen
        ? html`<div id="content-${_id}" class="change-content">
            ${card.above} ${contents ? contentOf({ ...card, contents }) : html`<p class="told">${words.reading}</p>`}
          </div>`
        : nothing
    }
  </li>`;
}
