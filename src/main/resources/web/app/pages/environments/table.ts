import { html, nothing, type TemplateResult } from "lit";
import type { EnvironmentValue } from "../../api/environments";
import type { OpenedApp } from "../../api/opened";
import { type Column, columnName, COLUMNS } from "../../api/tags";
import { icon } from "../../parts/icons";
import { changeMark, removeCell } from "../../parts/row-parts";

/** How many characters of a content a cell shows. */
const LONGEST_CELL = 200;

interface Table {
  opened: OpenedApp;
  rows: EnvironmentValue[];
  /** The column that programs of this app read. */
  active: Column;
  onEdit: (row: EnvironmentValue, column: Column) => void;
  onDelete: (row: EnvironmentValue) => void;
}

/** One row per environment value, one column per environment. */
export function environmentTable(table: Table): TemplateResult {
  const { rows, active } = table;
  return html`<div class="table-box matrix">
    <table aria-label="Environment values">
      <thead>
        <tr>
          <th scope="col">Name</th>
          ${COLUMNS.map(
            (column) =>
              html`<th scope="col" class=${column === active ? "active" : ""}>
                ${columnName(column)} ${column === active ? html`<span class="chip good">Active</span>` : nothing}
              </th>`,
          )}
          <th scope="col" class="one-button"><span class="unseen">Actions</span></th>
        </tr>
      </thead>
      <tbody @keydown=${onKey}>
        ${rows.map((row) => tableRow(row, table))}
      </tbody>
    </table>
  </div>`;
}

function tableRow(row: EnvironmentValue, { opened, active, onEdit, onDelete }: Table): TemplateResult {
  return html`<tr>
    <th scope="row">
      <button class="name" data-row @click=${() => onEdit(row, active)}>${row.name}</button>
      ${changeMark(opened.changeOf(row._id)?.action)}
    </th>
    ${COLUMNS.map((column) => cell(row, column, column === active, onEdit))}
    ${removeCell(`Delete ${row.name}`, () => {
      onDelete(row);
    })}
  </tr>`;
}

function cell(row: EnvironmentValue, column: Column, isActive: boolean, onEdit: Table["onEdit"]): TemplateResult {
  const text = row.cells[column];
  const shown = text?.slice(0, LONGEST_CELL);
  return html`<td class=${isActive ? "active" : ""}>
    <button
      class="cell mono ${text === undefined ? "missing" : ""}"
      data-cell="${row._id} ${column}"
      title=${text ?? ""}
      aria-label="${row.name} in ${columnName(column)}: ${shown ?? "missing"}"
      @click=${() => onEdit(row, column)}
    >
      ${shown ?? html`${icon("warning")} missing`}
    </button>
  </td>`;
}

/** The left and right arrow keys move within a row. Up and down work as in every list. */
function onKey(event: KeyboardEvent): void {
  const step = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
  if (!step) return;
  const target = event.target as HTMLElement;
  const stops = [...target.closest("tr")!.querySelectorAll("button")];
  stops[stops.indexOf(target as HTMLButtonElement) + step]?.focus();
}
