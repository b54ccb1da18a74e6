import type { ReactiveController, ReactiveControllerHost, TemplateResult } from "lit";
import type { EnvironmentValue } from "../../api/environments";
import { message } from "../../api/http";
import * as json from "../../api/json";
import type { OpenedApp } from "../../api/opened";
import { type Column, columnName, COLUMNS } from "../../api/tags";
import { toasts } from "../../parts/toasts";
import { Unsaved } from "../../parts/unsaved";
import { cellEditor, type EditedCell, type Step } from "./cell-editor";
import { ChangedCell, saveCell } from "./save";
import { words } from "./words";

interface Host extends ReactiveControllerHost, HTMLElement {
  readonly opened: OpenedApp;
  /** The rows that are shown, in their order. */
  readonly shownRows: EnvironmentValue[];
  /** Shows a row's new content at once, before it is saved. */
  put: (row: EnvironmentValue) => void;
}

/**
 * Edits cells in place. A cell shows its new content as soon as it is left, and is saved meanwhile, one after the other.
 * If that fails, the cell is opened again with what was typed.
 */
export class CellEditing implements ReactiveController {
  private cell: EditedCell | null = null;
  private readonly unsaved: Unsaved;
  private saves: Promise<void> = Promise.resolve();
  /** How many cells are being saved. */
  pending = 0;

  constructor(private readonly host: Host) {
    host.addController(this);
    this.unsaved = new Unsaved(host, () => this.pending > 0 || this.isOpenTyped);
  }

  hostDisconnected(): void {
    this.cell = null;
  }

  /** What is wrong with the cell that is edited. */
  get fault(): string {
    return this.cell?.fault ?? "";
  }

  /** The editor of a cell, if that one is edited. */
  editor(row: EnvironmentValue, column: Column): TemplateResult | null {
    const cell = this.cell;
    if (cell?.row._id !== row._id || cell.column !== column) return null;
    return cellEditor({
      cell,
      onType: (text) => {
        cell.text = text;
        cell.fault = "";
        this.host.requestUpdate();
      },
      onSave: (step) => void this.leave(cell, step),
      onCancel: () => void this.cancel(cell),
    });
  }

  /** Opens a cell. One that is open with a text that is not saved stays, and gets the focus. */
  async open(row: EnvironmentValue, column: Column): Promise<void> {
    if (!this.isOpenTyped) this.show({ row, column, text: row.cells[column] ?? "", fault: "", isRefused: false });
    await this.host.updateComplete;
    const input = this.host.querySelector<HTMLInputElement>("[data-editing]");
    input?.focus();
    input?.select();
  }

  private get isOpenTyped(): boolean {
    return !!this.cell && this.cell.text !== textOf(this.cell);
  }

  private show(cell: EditedCell): void {
    this.cell = cell;
    this.unsaved.watch();
    this.host.requestUpdate();
  }

  private async cancel({ row, column }: EditedCell): Promise<void> {
    this.cell = null;
    await this.focus(row._id, column);
  }

  /** Leaves the cell by a key, or because the focus went elsewhere; saves it if it is changed. */
  private async leave(cell: EditedCell, step: Step): Promise<void> {
    if (this.cell !== cell || (cell.isRefused && step === "stay")) return;
    const text = cell.text.trim();
    cell.fault = text ? json.fault(text) : "";
    if (cell.fault) {
      this.host.requestUpdate();
      return;
    }
    this.cell = null;
    const { row, column } = cell;
    if (text !== textOf(cell)) this.save(row, column, text && json.write(json.read(text)));
    if (step === "stay") this.host.requestUpdate();
    else await this.move(row._id, column, step);
  }

  private save(row: EnvironmentValue, column: Column, text: string): void {
    const before = row.cells[column] ?? "";
    if (text === before) return;
    this.host.put(withCell(row, column, text));
    this.unsaved.watch();
    this.pending++;
    this.saves = this.saves.then(async () => {
      try {
        await saveCell(this.host.opened, row, column, text);
        this.told(row, column, text, before);
      } catch (problem) {
        this.failed(row, column, text, problem);
      } finally {
        this.pending--;
        this.host.requestUpdate();
      }
    });
  }

  private told(row: EnvironmentValue, column: Column, text: string, before: string): void {
    const { opened } = this.host;
    const say = text ? words.saved : words.removed;
    const undo = () => {
      const now = this.host.shownRows.find(({ _id }) => _id === row._id) ?? withCell(row, column, text);
      if ((now.cells[column] ?? "") === text) this.save(now, column, before);
      else toasts.fail(new Error(words.notUndone(row.name, columnName(column))));
    };
    toasts.say(say(row.name, columnName(column), !!opened.draft), { label: words.undo, run: undo });
  }

  private failed(row: EnvironmentValue, column: Column, text: string, problem: unknown): void {
    const now = problem instanceof ChangedCell ? problem.row : row;
    this.host.put(now);
    if (this.isOpenTyped) {
      // The person is typing in another cell, which stays.
      toasts.fail(new Error(words.notSaved(row.name, columnName(column), text, message(problem))));
      return;
    }
    const isElsewhere = document.activeElement?.matches("input, textarea, select, v-json-editor, dialog *");
    this.show({ row: now, column, text, fault: message(problem), isRefused: true });
    if (!isElsewhere) void this.host.updateComplete.then(() => this.open(now, column));
  }

  private async move(id: string, column: Column, step: Step): Promise<void> {
    const rows = this.host.shownRows;
    const place = rows.findIndex(({ _id }) => _id === id);
    const at = COLUMNS.indexOf(column);
    const row = rows[place + (step === "down" ? 1 : step === "up" ? -1 : 0)];
    const next = COLUMNS[at + (step === "right" ? 1 : step === "left" ? -1 : 0)];
    await this.focus(row?._id ?? id, next ?? column);
  }

  /** Sets the focus on a cell once it is drawn. */
  async focus(id: string, column: Column): Promise<void> {
    this.host.requestUpdate();
    await this.host.updateComplete;
    const cell = this.host.querySelector<HTMLElement>(`[data-cell="${id} ${column}"]`);
    cell?.focus();
    cell?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

function textOf({ row, column }: EditedCell): string {
  return row.cells[column] ?? "";
}

function withCell(row: EnvironmentValue, column: Column, text: string): EnvironmentValue {
  const { [column]: _, ...others } = row.cells;
  return { ...row, cells: text ? { ...others, [column]: text } : others };
}
