import { html, nothing, type TemplateResult } from "lit";
import { session } from "../api/session";
import { icon } from "./icons";

/** The last cell of a row, with a button that removes what is in the row. Empty for people who may not change anything. */
export function removeCell(label: string, onPress: () => void): TemplateResult {
  return html`<td class="actions">
    ${
      session.mayWrite
        ? html`<button class="button quiet small icon-only" aria-label=${label} @click=${onPress}>
            ${icon("trash")}
          </button>`
        : nothing
    }
  </td>`;
}

/** Marks the name of an item that the person's draft changes. */
export function changeMark(action: string | undefined): TemplateResult | typeof nothing {
  return action
    ? html`<span class="changed" title="${action} in your draft"></span
        ><span class="unseen">${action} in your draft</span>`
    : nothing;
}
