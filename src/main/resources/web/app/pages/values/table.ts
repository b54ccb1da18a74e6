import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { session } from "../../api/session";
import { icon, type Icon } from "../../parts/icons";
import { changeMark, removeCell } from "../../parts/row-parts";
import { time } from "../../parts/time";
import type { RowWindow } from "../../parts/window";
import type { Row, RowType } from "./rows";

const TYPES: Record<RowType, { title: string; icon: Icon }> = {
  value: { title: "Value", icon: "values" },
  linked: { title: "Linked", icon: "link" },
  secret: { title: "Secret", icon: "key" },
};

export type Column = "name" | "type" | "modified";

export interface Order {
  by: Column;
  ascending: boolean;
}

/** The rows of a type whose name, or the name of a value that links to it, contains a text. Sorted. */
export function found(all: Row[], wanted: string, type: RowType | "all", order: Order): Row[] {
  const text = wanted.toLowerCase();
  const contains = (name: string) => name.toLowerCase().includes(text);
  const sign = order.ascending ? 1 : -1;
  return all
    .filter((row) => type === "all" || row.type === type)
    .filter((row) => !text || contains(row.name) || row.uses.some(contains))
    .sort((one, other) => {
      if (order.by === "modified") return sign * (one.modified - other.modified);
      const byType = order.by === "type" ? one.type.localeCompare(other.type) : 0;
      return sign * (byType || one.name.localeCompare(other.name));
    });
}

interface Table {
  rows: Row[];
  /** Which of the rows are rendered. */
  window: RowWindow;
  order: Order;
  onSort: (column: Column) => void;
  onEdit: (row: Row) => void;
  onDelete: (row: Row) => void;
}

export function valueTable(table: Table): TemplateResult {
  const { rows, window } = table;
  const [before, after] = window.gaps(rows.length);
  return html`<div class="table-box" tabindex="-1">
    <table aria-rowcount=${rows.length + 1} aria-label="Values and secrets">
      <thead>
        <tr aria-rowindex="1">
          ${heading(table, "name", "Name", "")} ${heading(table, "type", "Type", "type-column")}
          <th scope="col" class="wide-only uses-column">Used by</th>
          ${heading(table, "modified", "Changed", "wide-only changed-column")}
          <th scope="col" class="one-button"><span class="unseen">Actions</span></th>
        </tr>
      </thead>
      <tbody>
        ${spacer(before)}
        ${repeat(
          window.slice(rows),
          ([row]) => row.id,
          ([row, place]) => tableRow(table, row, place),
        )}
        ${spacer(after)}
      </tbody>
    </table>
    ${rows.length === 0 ? html`<p class="empty">Nothing matches. Change the search, or choose another type.</p>` : nothing}
  </div>`;
}

function spacer(height: number): TemplateResult {
  return html`<tr class="spacer" aria-hidden="true">
    <td .style=${`height:${height}px`}></td>
  </tr>`;
}

function heading({ order, onSort }: Table, column: Column, title: string, style: string): TemplateResult {
  const sort = order.by !== column ? "none" : order.ascending ? "ascending" : "descending";
  return html`<th scope="col" class=${style} aria-sort=${sort}>
    <button class="sort" @click=${() => onSort(column)}>${title} ${icon("down")}</button>
  </th>`;
}

function tableRow({ onEdit, onDelete }: Table, row: Row, place: number): TemplateResult {
  const onKey = (event: KeyboardEvent) => {
    if ((event.key !== "Delete" && event.key !== "Backspace") || !session.mayWrite) return;
    event.preventDefault();
    onDelete(row);
  };
  return html`<tr aria-rowindex=${place + 2}>
    <th scope="row">
      <button class="name" data-row=${row.id} @click=${() => onEdit(row)} @keydown=${onKey}>${row.name}</button>
      ${changeMark(row.change)}
    </th>
    <td>${typeChip(row)}</td>
    <td class="wide-only soft" title=${row.uses.join(", ")}>${row.uses.join(", ")}</td>
    <td class="wide-only soft">${time(row.modified)}${row.by ? html` by ${row.by}` : nothing}</td>
    ${removeCell(`Delete ${row.name}`, () => {
      onDelete(row);
    })}
  </tr>`;
}

function typeChip(row: Row): TemplateResult {
  const type = TYPES[row.type];
  const linked = html`<span class="unseen">Linked to secret </span>${row.secret}`;
  return html`<span class="chip ${row.missing ? "bad" : row.type}"
    >${icon(row.missing ? "warning" : type.icon)} <span class="clip">${row.secret ? linked : type.title}</span>
  </span>`;
}
