import { html, nothing, type TemplateResult } from "lit";
import { session } from "../../api/session";
import { icon, type Icon } from "../../parts/icons";
import { changeMark } from "../../parts/row-parts";
import { time } from "../../parts/time";
import type { Row, RowType } from "./rows";
import { words } from "./words";

const ICONS: Record<RowType, Icon> = { value: "values", linked: "link", secret: "key" };
const DOTS = "••••••••";

export interface RowParts {
  row: Row;
  place: number;
  /** Whether it is shown below the secret that it links to. */
  nested: boolean;
  selected: boolean;
  /** Undefined until it is read. */
  preview: string | undefined;
  onEdit: () => void;
  onDelete: () => void;
  onSelect: (range: boolean) => void;
  onMenu: (button: HTMLElement) => void;
}

export function tableRow(parts: RowParts): TemplateResult {
  const { row, place, nested, selected, onEdit, onDelete, onMenu } = parts;
  const onKey = (event: KeyboardEvent) => {
    if ((event.key !== "Delete" && event.key !== "Backspace") || !session.mayWrite) return;
    event.preventDefault();
    onDelete();
  };
  return html`<tr
    class="opens ${selected ? "selected" : ""}"
    aria-rowindex=${place + 2}
    @click=${(event: MouseEvent) => {
      if (opensRow(event)) onEdit();
    }}
  >
    ${selectCell(parts)}
    <th scope="row" class=${nested ? "nested" : ""}>
      <div class="line">
        <button class="name clip" data-row=${row.id} title=${row.name} @click=${onEdit} @keydown=${onKey}>
          ${row.name}
        </button>
        ${changeMark(row.change)}
      </div>
      ${row.tags.length ? html`<div class="line tags">${row.tags.map((tag) => html`<span class="chip">${tag}</span>`)}</div>` : nothing}
    </th>
    <td class="content-cell">
      <div class="line">${content(parts)}</div>
      ${row.note ? html`<div class="line soft small" title=${row.note}>${row.note}</div>` : nothing}
    </td>
    <td class="wide-only">${typeChip(row)}</td>
    <td class="wide-only soft">
      ${time(row.modified)}${row.by ? html`<span class="widest-only">${words.by}${row.by}</span>` : nothing}
    </td>
    <td class="actions">
      <button
        class="button quiet small icon-only"
        aria-label=${words.actionsOf(row.name)}
        aria-haspopup="menu"
        aria-expanded="false"
        @click=${(event: Event) => onMenu(event.currentTarget as HTMLElement)}
      >
        ${icon("more")}
      </button>
    </td>
  </tr>`;
}

/** Whether a click opens the row: not on a control in it, nor at the end of selecting text. */
function opensRow(event: MouseEvent): boolean {
  return !(event.target as HTMLElement).closest("button, a, label, input") && !getSelection()?.toString();
}

function selectCell({ row, selected, onSelect }: RowParts): TemplateResult {
  return html`<td class="select">
    <label
      ><input
        type="checkbox"
        aria-label=${words.select(row.name)}
        .checked=${selected}
        @click=${(event: MouseEvent) => onSelect(event.shiftKey)}
    /></label>
  </td>`;
}

function content({ row, preview }: RowParts): TemplateResult | string {
  if (row.type === "value") {
    return html`<span class="mono preview" title=${preview ?? ""}>${preview ?? ""}</span>`;
  }
  if (row.type === "linked") {
    return html`<span class="chip ${row.missing ? "bad" : "secret"}" title=${row.missing ? words.missingSecret : ""}
      >${icon(row.missing ? "warning" : "key")}<span class="unseen">${words.linkedTo}</span>
      <span class="clip">${row.secret}</span></span
    >`;
  }
  return html`<span class="dots" aria-hidden="true">${DOTS}</span>
    <span class="unseen">${words.hiddenContent}</span>
    <span class="soft small">${row.uses.length ? words.readThrough(row.uses) : words.notLinked}</span>`;
}

function typeChip(row: Row): TemplateResult {
  return html`<span class="chip ${row.type}">${icon(ICONS[row.type])} ${words.types[row.type]}</span>`;
}
