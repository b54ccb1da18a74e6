import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { icon } from "../../parts/icons";
import type { RowWindow } from "../../parts/window";
import type { Previews } from "./previews";
import { tableRow } from "./row";
import type { Row } from "./rows";
import { type Column, isNested, type Order } from "./search";
import type { Selection } from "./selection";
import { words } from "./words";

interface Table {
  rows: Row[];
  /** Which of the rows are rendered. */
  window: RowWindow;
  order: Order;
  selection: Selection;
  previews: Previews;
  onSort: (column: Column) => void;
  onEdit: (row: Row) => void;
  onDelete: (row: Row) => void;
  onMenu: (row: Row, button: HTMLElement) => void;
}

export function valueTable(table: Table): TemplateResult {
  const { rows, window, order, selection, previews } = table;
  const [before, after] = window.gaps(rows.length);
  const visible = window.slice(rows);
  previews.show(visible.map(([row]) => row));
  return html`<div class="table-box values-table" tabindex="-1">
    <table aria-rowcount=${rows.length + 1} aria-label=${words.table}>
      <thead>
        <tr aria-rowindex="1">
          ${selectAll(table)} ${heading(table, "name", "name-column")}
          <th scope="col">${words.columns.content}</th>
          ${heading(table, "type", "wide-only kind-column")} ${heading(table, "modified", "wide-only modified-column")}
          <th scope="col" class="one-button"><span class="unseen">${words.columns.actions}</span></th>
        </tr>
      </thead>
      <tbody>
        ${spacer(before)}
        ${repeat(
          visible,
          ([row]) => row.id,
          ([row, place]) =>
            tableRow({
              row,
              place,
              nested: isNested(row, rows[place - 1], order),
              selected: selection.has(row),
              preview: previews.of(row),
              onEdit: () => table.onEdit(row),
              onDelete: () => table.onDelete(row),
              onSelect: (range) => selection.toggle(row, rows, range),
              onMenu: (button) => table.onMenu(row, button),
            }),
        )}
        ${spacer(after)}
      </tbody>
    </table>
    ${rows.length === 0 ? html`<p class="empty">${words.noMatch}</p>` : nothing}
  </div>`;
}

function spacer(height: number): TemplateResult {
  return html`<tr class="spacer" aria-hidden="true">
    <td .style=${`height:${height}px`}></td>
  </tr>`;
}

function selectAll({ rows, selection }: Table): TemplateResult {
  const selected = selection.of(rows).length;
  const all = rows.length > 0 && selected === rows.length;
  return html`<th scope="col" class="select">
    <label
      ><input
        type="checkbox"
        aria-label=${words.selectAll}
        ?disabled=${rows.length === 0}
        .checked=${all}
        .indeterminate=${selected > 0 && !all}
        @click=${() => selection.set(rows, !all)}
    /></label>
  </th>`;
}

function heading({ order, onSort }: Table, column: Column, style: string): TemplateResult {
  const sort = order.by !== column ? "none" : order.ascending ? "ascending" : "descending";
  return html`<th scope="col" class=${style} aria-sort=${sort}>
    <button class="sort" @click=${() => onSort(column)}>${words.columns[column]} ${icon("down")}</button>
  </th>`;
}
