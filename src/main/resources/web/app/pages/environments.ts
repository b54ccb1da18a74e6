import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import { type EnvironmentValue, readEnvironments } from "../api/environments";
import { message } from "../api/http";
import { session } from "../api/session";
import type { Column } from "../api/tags";
import { icon } from "../parts/icons";
import { ItemDrawer } from "../parts/item-drawer";
import { Following } from "../parts/page";
import { RowWindow } from "../parts/window";
import { closeItem, NEW, openItem } from "../router";
import { fitsInPlace } from "./environments/cell-editor";
import { deleteRow } from "./environments/delete";
import { CellEditing } from "./environments/editing";
import { environmentTable, isMissing } from "./environments/table";
import { activeField, tools } from "./environments/tools";
import { words } from "./environments/words";

/** The environment values: what a program reads depends on its app's environment. */
@customElement("v-environments")
export class Environments extends Following {
  /** The item in the address, whose drawer is open. */
  @property() item: string | null = null;
  @state() private rows: EnvironmentValue[] | null = null;
  @state() private copying = false;
  @state() private wanted = "";
  @state() private onlyMissing = false;
  /** The environment that is open in the drawer. */
  private column: Column | null = null;
  private shown: unknown = null;
  private reading: Promise<void> = Promise.resolve();
  private window = new RowWindow(this);
  private editing = new CellEditing(this);
  private drawer = new ItemDrawer<EnvironmentValue>(this, {
    load: () => import("./environments/editor"),
    find: async (id) => {
      await this.reading;
      return this.rows?.find(({ _id }) => _id === id);
    },
    focus: (id) => this.focusClosed(id),
  });

  protected override updated() {
    // Each reload of the app makes new lists. The contents are read again after it, and after the last cell is saved.
    if (this.opened.values === this.shown || this.editing.pending) return;
    this.shown = this.opened.values;
    this.reading = this.load();
  }

  private async load() {
    try {
      const rows = await readEnvironments(this.opened);
      if (!this.editing.pending) this.rows = rows;
    } catch (problem) {
      this.problem = message(problem);
    }
  }

  /** Shows a row's new content before it is saved. */
  put(changed: EnvironmentValue): void {
    this.rows = this.rows?.map((row) => (row._id === changed._id ? changed : row)) ?? null;
  }

  /** The rows that match the search. */
  get shownRows(): EnvironmentValue[] {
    const text = this.wanted.toLowerCase();
    return (this.rows ?? []).filter(
      (row) =>
        (!this.onlyMissing || isMissing(row, this.active)) &&
        (!text ||
          row.name.toLowerCase().includes(text) ||
          Object.values(row.cells).some((content) => content.toLowerCase().includes(text))),
    );
  }

  private get active(): Column {
    return this.opened.app!.environment || "none";
  }

  private edit(row: EnvironmentValue, column: Column) {
    if (session.mayWrite && fitsInPlace(row.cells[column])) void this.editing.open(row, column);
    else this.open(row, column);
  }

  private open(row: EnvironmentValue, column: Column) {
    this.column = column;
    openItem(row._id);
  }

  private focusClosed(id: string) {
    const { column } = this;
    this.column = null;
    if (id !== NEW && column) void this.editing.focus(id, column);
    else
      this.querySelector<HTMLElement>(id === NEW ? "[data-key=c]" : `tr:has([data-cell^="${id}"]) [data-row]`)?.focus();
  }

  private async copy() {
    await import("./environments/copy");
    this.copying = true;
  }

  protected override render() {
    const { rows } = this;
    return html`<div class="page fills">
      <div class="page-head">
        <h1>${words.title}</h1>
        ${session.mayWrite && rows?.length ? this.actions() : nothing}
      </div>
      ${activeField(this.opened, this.working, (what) => this.work(what))}
      ${this.problem ? html`<p class="note bad" role="alert">${this.problem}</p>` : nothing}
      ${rows === null ? nothing : rows.length === 0 ? this.empty() : [this.tools(rows), this.table()]}
      ${
        this.drawer.shown === undefined
          ? nothing
          : keyed(
              this.item,
              html`<v-environment-editor
                .opened=${this.opened}
                .rows=${rows ?? []}
                .row=${this.drawer.shown}
                .column=${this.column ?? this.active}
                @closed=${closeItem}
              ></v-environment-editor>`,
            )
      }
      ${
        this.copying
          ? html`<v-copy-environment
              .opened=${this.opened}
              .rows=${rows ?? []}
              @closed=${() => (this.copying = false)}
            ></v-copy-environment>`
          : nothing
      }
    </div>`;
  }

  private actions() {
    return html`<button class="button" @click=${() => this.copy()}>${icon("copy")} ${words.copy}</button>
      ${this.createButton()}`;
  }

  private createButton() {
    return html`<button class="button primary" data-key="c" title=${words.createKey} @click=${() => openItem(NEW)}>
      ${icon("plus")} ${words.create}
    </button>`;
  }

  private tools(rows: EnvironmentValue[]) {
    return tools({
      rows,
      active: this.active,
      shown: this.shownRows.length,
      wanted: this.wanted,
      onlyMissing: this.onlyMissing,
      fault: this.editing.fault,
      onSearch: (text) => (this.wanted = text),
      onOnlyMissing: (only) => (this.onlyMissing = only),
    });
  }

  private table() {
    return environmentTable({
      opened: this.opened,
      rows: this.shownRows,
      window: this.window,
      active: this.active,
      editor: (row, column) => this.editing.editor(row, column),
      onEdit: (row, column) => {
        this.edit(row, column);
      },
      onOpen: (row) => {
        this.open(row, this.active);
      },
      onDelete: (row) => void deleteRow(this.opened, row),
    });
  }

  private empty() {
    return html`<div class="empty">
      ${icon("layers")}
      <h2>${words.emptyTitle}</h2>
      <p>${words.empty}</p>
      ${session.mayWrite ? this.createButton() : nothing}
    </div>`;
  }
}
