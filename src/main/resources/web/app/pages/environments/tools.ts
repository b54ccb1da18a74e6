import { html, nothing, type TemplateResult } from "lit";
import type { EnvironmentValue } from "../../api/environments";
import type { OpenedApp } from "../../api/opened";
import { session } from "../../api/session";
import { type Column, tagName } from "../../api/tags";
import { environmentSelect } from "../../parts/environment-select";
import { icon } from "../../parts/icons";
import { searchField } from "../../parts/search-field";
import { isMissing } from "./table";
import { words } from "./words";

/** The active environment: what is deployed, and what the draft makes of it. */
export function activeField(
  opened: OpenedApp,
  working: boolean,
  work: (what: () => Promise<void>) => Promise<boolean>,
): TemplateResult {
  const change = opened.changes?.environment;
  return html`<div class="tools">
    <label class="strong" for="active">${words.active}</label>
    ${environmentSelect({ id: "active", opened, disabled: !session.mayWrite || working, work })}
    <span class="soft small">
      ${
        change
          ? html`${words.deployed(tagName(change.before))} <strong>${words.draftMakes(tagName(change.after))}</strong>`
          : words.reads
      }
    </span>
  </div>`;
}

interface Tools {
  rows: EnvironmentValue[];
  active: Column;
  /** How many rows match. */
  shown: number;
  wanted: string;
  onlyMissing: boolean;
  /** What is wrong with the cell that is edited. */
  fault: string;
  onSearch: (text: string) => void;
  onOnlyMissing: (only: boolean) => void;
}

/** The search, and a box that shows only what the active environment lacks. */
export function tools({
  rows,
  active,
  shown,
  wanted,
  onlyMissing,
  fault,
  onSearch,
  onOnlyMissing,
}: Tools): TemplateResult {
  const lacking = rows.filter((row) => isMissing(row, active)).length;
  return html`<div class="tools">
      ${searchField({ label: words.search, placeholder: words.searchHint, text: wanted, onInput: onSearch })}
      <span class="soft small" role="status">${words.count(shown, rows.length)}</span>
      ${
        lacking || onlyMissing
          ? html`<label class="check small"
              ><input type="checkbox" .checked=${onlyMissing} @change=${() => onOnlyMissing(!onlyMissing)} />${
                words.onlyMissing
              } <span class="chip warn">${words.lacking(lacking)}</span></label
            >`
          : nothing
      }
      <span class="spring"></span>
    </div>
    ${
      fault
        ? html`<p class="note bad" id="cell-fault" role="alert">
            ${icon("warning")}<span class="break">${fault}</span>
          </p>`
        : session.mayWrite
          ? html`<p class="soft small wide-only">${words.keys}</p>`
          : nothing
    }`;
}
