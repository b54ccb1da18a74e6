import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { EnvironmentValue } from "../../api/environments";
import type { OpenedApp } from "../../api/opened";
import { type Column, columnName, COLUMNS } from "../../api/tags";
import { icon } from "../../parts/icons";
import { changeMark, removeCell } from "../../parts/row-parts";
import type { RowWindow } from "../../parts/window";
import { moveFocus } from "./cell-editor";
import { words } from "./words";

/** How many characters of a content a cell shows. */
const LONGEST_CELL = 200;

interface Table {
  opened: OpenedApp;
  rows: EnvironmentValue[];
  /** Which of the rows are drawn. */
  window: RowWindow;
  /** The column that programs of this app read. */
  active: Column;
  /** The editor in place of a cell, if that one is edited. */
  editor: (row: EnvironmentValue, column: Column) => TemplateResult | null;
  onEdit: (row: EnvironmentValue, column: Column) => void;
  onOpen: (row: EnvironmentValue) => void;
  onDelete: (row: EnvironmentValue) => void;
}

/** Whether programs get nothing in the active environment, though another one has a content. */
export function isMissing(row: EnvironmentValue, active: Column): boolean {
  return row.cells[active] === undefined && Object.keys(row.cells).length > 0;
}

/** One row per environment value, one column per environment. */
export function environmentTable(table: Table): TemplateResult {
  const { rows, active, window } = table;
  const [before, after] = window.gaps(rows.length);
  return html`<div class="table-box matrix">
    <table aria-label=${words.table} aria-rowcount=${rows.length + 1}>
      <thead>
        <tr aria-rowindex="1">
          <th scope="col">${words.name}</th>
          ${COLUMNS.map(
            (column) =>
              html`<th scope="col" class=${column === active ? "active" : ""}>
                ${columnName(column)}
                ${column === active ? html`<span class="chip good">${words.activeColumn}</span>` : nothing}
              </th>`,
          )}
          <th scope="col" class="one-button"><span class="unseen">${words.actions}</span></th>
        </tr>
      </thead>
      <tbody @keydown=${moveFocus}>
        ${spacer(before)}
        ${repeat(
          window.slice(rows),
          ([row]) => row._id,
          ([row, place]) => tableRow(row, place, table),
        )}
        ${spacer(after)}
      </tbody>
    </table>
    ${rows.length === 0 ? html`<p class="empty">${words.nothingFound}</p>` : nothing}
  </div>`;
}

function spacer(height: number): TemplateResult {
  return html`<tr class="spacer" aria-hidden="true">
    <td .style=${`height:${height}px`}></td>
  </tr>`;
}

function tableRow(row: EnvironmentValue, place: number, table: Table): TemplateResult {
  const { opened, onOpen, onDelete } = table;
  return html`<tr aria-rowindex=${place + 2}>
    <th scope="row">
      <button class="name" data-row title=${words.openAll(row.name)} @click=${() => onOpen(row)}>${row.name}</button>
      ${changeMark(opened.changeOf(row._id)?.action)}
    </th>
    ${COLUMNS.map((column) => cell(row, column, table))}
    ${removeCell(words.deleteItem(row.name), () => {
      onDelete(row);
    })}
  </tr>`;
}

function cell(row: EnvironmentValue, column: Column, { active, editor, onEdit }: Table): TemplateResult {
  const isActive = column === active;
  const edited = editor(row, column);
  if (edited) return html`<td class="editing ${isActive ? "active" : ""}">${edited}</td>`;
  const text = row.cells[column];
  const shown = text?.slice(0, LONGEST_CELL);
  const lacks = isActive && isMissing(row, active);
  const none = lacks ? words.missing : words.notSet;
  return html`<td class=${isActive ? "active" : ""}>
    <button
      class="cell mono ${text === undefined ? (lacks ? "missing" : "none") : ""}"
      data-cell="${row._id} ${column}"
      title=${text ?? ""}
      aria-label=${words.cell(row.name, columnName(column), shown ?? none)}
      @click=${() => onEdit(row, column)}
    >
      ${shown ?? (lacks ? html`${icon("warning")} ${words.missing}` : "–")}
    </button>
  </td>`;
}
