import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { EnvironmentValue } from "../../api/environments";
import { type Column, columnName, COLUMNS } from "../../api/tags";
import { words } from "./words";

/** Longer contents are edited in the drawer. */
const LONGEST_IN_PLACE = 300;

/** The cell that is being edited, with what is typed. */
export interface EditedCell {
  row: EnvironmentValue;
  column: Column;
  text: string;
  /** What is wrong with the text, or who changed the cell meanwhile. */
  fault: string;
  /** Whether it was not saved. Then only a key saves it again: to lose the focus decides nothing. */
  isRefused: boolean;
}

/** Where the focus goes after a cell was saved. */
export type Step = "down" | "up" | "right" | "left" | "stay";

interface CellEditor {
  cell: EditedCell;
  onType: (text: string) => void;
  onSave: (step: Step) => void;
  onCancel: () => void;
}

export function fitsInPlace(text: string | undefined): boolean {
  return text === undefined || text.length <= LONGEST_IN_PLACE;
}

/** The input in place of a cell. The keys are those of a spreadsheet. */
export function cellEditor({ cell, onType, onSave, onCancel }: CellEditor): TemplateResult {
  const { row, column, text, fault } = cell;
  const onKey = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    event.stopPropagation();
    const step = stepOf(event);
    if (step) {
      event.preventDefault();
      onSave(step);
    } else if (event.key === "Escape") {
      event.preventDefault();
      onCancel();
    }
  };
  return html`<input
    class="cell mono"
    data-editing
    spellcheck="false"
    autocomplete="off"
    autocapitalize="none"
    aria-label=${words.edit(row.name, columnName(column))}
    aria-invalid=${!!fault}
    aria-describedby=${fault ? "cell-fault" : nothing}
    .value=${live(text)}
    @input=${(event: InputEvent) => onType((event.target as HTMLInputElement).value)}
    @keydown=${onKey}
    @blur=${() => onSave("stay")}
  />`;
}

function stepOf({ key, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent): Step | null {
  if (ctrlKey || metaKey || altKey) return null;
  if (key === "Enter") return shiftKey ? "up" : "down";
  if (key === "Tab") return shiftKey ? "left" : "right";
  return null;
}

/** Moves the focus by the arrow keys, Home and End, as in a spreadsheet; in place of what the page's rows do. */
export function moveFocus(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = (event.target as HTMLElement).closest<HTMLElement>("td, th");
  const row = target?.closest("tr");
  if (!target || !row || (event.target as HTMLElement).matches("input")) return;
  const cells = [...row.children] as HTMLElement[];
  const place = cells.indexOf(target);
  const sibling = (to: "nextElementSibling" | "previousElementSibling") =>
    row[to]?.matches(".spacer") ? undefined : row[to]?.children[place];
  const to: Record<string, () => Element | undefined> = {
    ArrowLeft: () => cells[place - 1],
    ArrowRight: () => cells[place + 1],
    ArrowDown: () => sibling("nextElementSibling"),
    ArrowUp: () => sibling("previousElementSibling"),
    Home: () => cells[0],
    End: () => cells[COLUMNS.length],
  };
  const next = to[event.key]?.()?.querySelector<HTMLElement>("button, input");
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest", inline: "nearest" });
}
