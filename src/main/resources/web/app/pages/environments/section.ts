import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { session } from "../../api/session";
import { type Column, columnName } from "../../api/tags";
import { icon } from "../../parts/icons";
import { words } from "./words";

interface Section {
  column: Column;
  isOpen: boolean;
  /** Whether programs of the app read it. */
  isActive: boolean;
  text: string;
  field: () => TemplateResult;
  onOpen: () => void;
  onClear: () => void;
}

/** One environment in the drawer: a line with its content, or the field to change it. */
export function section({ column, isOpen, isActive, text, field, onOpen, onClear }: Section): TemplateResult {
  const where = columnName(column);
  return html`<section class="column ${isOpen ? "open" : ""}" aria-label=${where}>
    <button type="button" class="toggle" aria-expanded=${isOpen} @click=${onOpen}>
      ${icon("right")} <span class="strong nowrap">${where}</span>
      ${isActive ? html`<span class="chip good">${words.activeColumn}</span>` : nothing}
      <span class="soft small mono clip">${isOpen ? nothing : text || words.notSet}</span>
    </button>
    ${isOpen ? keyed(column, field()) : nothing}
    ${
      isOpen && text && session.mayWrite
        ? html`<button type="button" class="button small" @click=${onClear}>${words.remove(where)}</button>`
        : nothing
    }
  </section>`;
}
