import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import { session } from "../api/session";
import { icon } from "../parts/icons";
import { ItemDrawer } from "../parts/item-drawer";
import { Following } from "../parts/page";
import { RowWindow } from "../parts/window";
import { closeItem, go, href, NEW, openItem, router } from "../router";
import { selectionBar } from "./values/bar";
import { deleteRow } from "./values/delete";
import { RowList } from "./values/list";
import { Previews } from "./values/previews";
import { openRowMenu } from "./values/row-menu";
import { type Row, rowsOf } from "./values/rows";
import { type Column, queryOf, type Search, searchOf } from "./values/search";
import { Selection } from "./values/selection";
import { historyOf } from "./values/history-link";
import { valueTable } from "./values/table";
import { tools } from "./values/tools";
import { words } from "./values/words";

/** All values and secrets of an app, in one table. */
@customElement("v-values")
export class Values extends Following {
  /** The item in the address, whose editor is open. */
  @property() item: string | null = null;
  /** The search in the address. */
  @property({ attribute: false }) query = new URLSearchParams();
  @state() private search: Search = searchOf(this.query);
  /** The rows that are being tagged. */
  @state() private tagging: Row[] | null = null;
  private list = new RowList();
  private window = new RowWindow(this);
  private previews = new Previews(this);
  private selection = new Selection(() => {
    this.requestUpdate();
  });
  private drawer = new ItemDrawer<Row>(this, {
    load: () => import("./values/editor"),
    find: (id) => rowsOf(this.opened).find((row) => row.id === id),
    focus: (id) => this.querySelector<HTMLElement>(id === NEW ? "[data-key=c]" : `[data-row="${id}"]`)?.focus(),
  });

  protected override willUpdate(changed: Map<string, unknown>) {
    if (changed.has("query")) this.search = searchOf(this.query);
  }

  override firstUpdated() {
    // The editor is most of the code. It is loaded while the person looks at the table.
    setTimeout(() => void import("./values/editor"), 400);
  }

  /** Changes the search, and the address with it. While one types, Back leads to where the typing began. */
  private find(change: Partial<Search>, typing = false) {
    this.search = { ...this.search, ...change };
    const address = href("values", this.opened.id, undefined, queryOf(this.search));
    if (typing) router.replace(address);
    else go(address);
  }

  protected override render() {
    const { all, shown, tags } = this.list.get(this.opened, this.search);
    return html`<div class="page fills">
      <div class="page-head">
        <h1>${words.title}</h1>
        <a class="button" href=${href("raw", this.opened.id)}>${icon("code")} ${words.raw}</a>
        ${all.length ? this.createButton() : nothing}
      </div>
      ${
        all.length === 0
          ? this.empty()
          : [
              tools({
                search: this.search,
                tags,
                all: all.length,
                shown: shown.length,
                onFind: (change, typing) => this.find(change, typing),
              }),
              this.selected(this.selection.of(all)),
              this.table(shown),
            ]
      }
      ${
        this.drawer.shown === undefined
          ? nothing
          : keyed(
              this.item,
              html`<v-value-editor
                .opened=${this.opened}
                .row=${this.drawer.shown}
                @closed=${closeItem}
              ></v-value-editor>`,
            )
      }
      ${this.tagging ? html`<v-tag-rows .opened=${this.opened} .rows=${this.tagging} @closed=${() => (this.tagging = null)}></v-tag-rows>` : nothing}
    </div>`;
  }

  private empty() {
    return html`<div class="empty">
      ${icon("values")}
      <h2>${words.emptyTitle}</h2>
      <p>${words.empty}</p>
      ${this.createButton()}
    </div>`;
  }

  private createButton() {
    return session.mayWrite
      ? html`<button class="button primary" data-key="c" title=${words.createTip} @click=${() => openItem(NEW)}>
          ${icon("plus")} ${words.create}
        </button>`
      : nothing;
  }

  private selected(rows: Row[]) {
    if (!rows.length) return nothing;
    return selectionBar({
      rows,
      onDelete: async () => (await import("./values/bulk")).deleteRows(this.opened, rows),
      onExport: async (format) => (await import("./values/export")).exportRows(this.opened, rows, format),
      onLeaveOut: () => this.leaveOut(rows),
      onTags: async () => {
        await import("./values/tagging");
        this.tagging = rows;
      },
      onClear: () => {
        this.selection.clear();
        this.querySelector<HTMLElement>(".table-box")?.focus();
      },
    });
  }

  private async leaveOut(rows: Row[]) {
    await (await import("./values/bulk")).leaveOut(this.opened, rows);
  }

  private table(rows: Row[]) {
    const remove = (row: Row) => void deleteRow(this.opened, row);
    return valueTable({
      rows,
      window: this.window,
      order: this.search.order,
      selection: this.selection,
      previews: this.previews,
      onSort: (column) => this.sort(column),
      onEdit: (row) => openItem(row.id),
      onDelete: remove,
      onMenu: (row, button) =>
        openRowMenu(this.opened, row, button, {
          onEdit: () => openItem(row.id),
          onHistory: () => go(historyOf(this.opened.id, row)),
          onLeaveOut: () => this.leaveOut([row]),
          onDelete: () => remove(row),
        }),
    });
  }

  /** Sorts by a column, or reverses the order if the table is sorted by it already. The newest changes come first. */
  private sort(by: Column) {
    const { order } = this.search;
    this.find({ order: { by, ascending: order.by === by ? !order.ascending : by !== "modified" } });
  }
}
