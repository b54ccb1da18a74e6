import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import { session } from "../api/session";
import { icon } from "../parts/icons";
import { ItemDrawer } from "../parts/item-drawer";
import { Following } from "../parts/page";
import { searchField } from "../parts/search-field";
import { segments } from "../parts/segments";
import { RowWindow } from "../parts/window";
import { closeItem, NEW, openItem } from "../router";
import { deleteRow } from "./values/delete";
import { type Row, rowsOf, type RowType } from "./values/rows";
import { type Column, found, type Order, valueTable } from "./values/table";

const FILTERS: [RowType | "all", string][] = [
  ["all", "All"],
  ["value", "Values"],
  ["linked", "Linked"],
  ["secret", "Secrets"],
];

/** All values and secrets of an app, in one table. */
@customElement("v-values")
export class Values extends Following {
  /** The item in the address, whose editor is open. */
  @property() item: string | null = null;
  @state() private wanted = "";
  @state() private filter: RowType | "all" = "all";
  @state() private order: Order = { by: "name", ascending: true };
  private rows = new RowWindow(this);
  private drawer = new ItemDrawer<Row>(this, {
    load: () => import("./values/editor"),
    find: (id) => rowsOf(this.opened).find((row) => row.id === id),
    focus: (id) => this.querySelector<HTMLElement>(id === NEW ? "[data-key=c]" : `[data-row="${id}"]`)?.focus(),
  });

  override firstUpdated() {
    // The editor is most of the code. It is loaded while the person looks at the table.
    setTimeout(() => void import("./values/editor"), 400);
  }

  protected override render() {
    const all = rowsOf(this.opened);
    const shown = found(all, this.wanted, this.filter, this.order);
    return html`<div class="page fills">
      <div class="page-head">
        <h1>Values</h1>
        ${
          session.mayWrite
            ? html`<button class="button primary" data-key="c" title="Create (c)" @click=${() => openItem(NEW)}>
                ${icon("plus")} Create value
              </button>`
            : nothing
        }
      </div>
      ${all.length === 0 ? this.empty() : [this.tools(all.length, shown.length), this.table(shown)]}
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
    </div>`;
  }

  private empty() {
    return html`<div class="empty">
      ${icon("values")}
      <h2>Nothing here yet</h2>
      <p>
        A value is any JSON that your programs read. A secret is text that is never shown again once it is saved:
        programs read it through a value that links to it.
      </p>
    </div>`;
  }

  private tools(all: number, shown: number) {
    return html`<div class="tools">
      ${searchField({
        label: "Search values and secrets",
        placeholder: "Search by name",
        text: this.wanted,
        onInput: (text) => (this.wanted = text),
      })}
      <fieldset class="segments">
        <legend class="unseen">Type</legend>
        ${segments("type-filter", FILTERS, this.filter, (type) => (this.filter = type))}
      </fieldset>
      <span class="soft small" role="status">${shown === all ? all : `${shown} of ${all}`}</span>
    </div>`;
  }

  private table(rows: Row[]) {
    return valueTable({
      rows,
      window: this.rows,
      order: this.order,
      onSort: (column) => {
        this.sort(column);
      },
      onEdit: (row) => {
        openItem(row.id);
      },
      onDelete: (row) => void deleteRow(this.opened, row),
    });
  }

  /** Sorts by a column, or reverses the order if the table is sorted by it already. The newest changes come first. */
  private sort(by: Column) {
    this.order = { by, ascending: this.order.by === by ? !this.order.ascending : by !== "modified" };
  }
}
