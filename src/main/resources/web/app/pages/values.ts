import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { session } from "../api/session";
import { icon, type Icon } from "../parts/icons";
import { Following } from "../parts/page";
import { time } from "../parts/time";
import { RowWindow } from "../parts/window";
import { type Row, rowsOf, type RowType } from "./values/rows";

const TYPES: Record<RowType, { title: string; icon: Icon }> = {
  value: { title: "Value", icon: "values" },
  linked: { title: "Linked", icon: "link" },
  secret: { title: "Secret", icon: "key" },
};

const FILTERS: [RowType | "all", string][] = [
  ["all", "All"],
  ["value", "Values"],
  ["linked", "Linked"],
  ["secret", "Secrets"],
];

type Column = "name" | "type" | "modified";

/** The heart: all values and secrets of an app, in one table. */
@customElement("v-values")
export class Values extends Following {
  @state() private wanted = "";
  @state() private filter: RowType | "all" = "all";
  @state() private sorted: Column = "name";
  @state() private ascending = true;
  private window = new RowWindow(this);

  protected override render() {
    const all = rowsOf(this.opened);
    const found = this.found(all);
    return html`<div class="page fills">
      <div class="page-head">
        <h1>Values</h1>
      </div>
      ${all.length === 0 ? this.empty() : [this.tools(all, found), this.table(found)]}
    </div>`;
  }

  private found(all: Row[]): Row[] {
    const wanted = this.wanted.toLowerCase();
    const order = this.ascending ? 1 : -1;
    return all
      .filter((row) => this.filter === "all" || row.type === this.filter)
      .filter((row) => !wanted || row.name.toLowerCase().includes(wanted) || row.uses.some((use) => use.toLowerCase().includes(wanted)))
      .sort((one, other) => {
        if (this.sorted === "modified") return order * (one.modified - other.modified);
        const byType = this.sorted === "type" ? one.type.localeCompare(other.type) : 0;
        return order * (byType || one.name.localeCompare(other.name));
      });
  }

  private empty() {
    return html`<div class="empty">
      ${icon("values")}
      <h2>Nothing here yet</h2>
      <p>A value is any JSON that your programs read. A secret is text that goes in and is never shown again; a value links to it.</p>
    </div>`;
  }

  private tools(all: Row[], found: Row[]) {
    return html`<div class="tools">
      <div class="search">
        ${icon("search")}
        <input
          class="input"
          type="search"
          placeholder="Search by name"
          aria-label="Search values and secrets"
          data-key="/"
          .value=${this.wanted}
          @input=${(event: InputEvent) => (this.wanted = (event.target as HTMLInputElement).value)}
        />
        <kbd aria-hidden="true">/</kbd>
      </div>
      <fieldset class="segments">
        <legend class="unseen">Type</legend>
        ${FILTERS.map(
          ([type, title]) => html`<label
            ><input
              type="radio"
              name="type-filter"
              .checked=${this.filter === type}
              @change=${() => (this.filter = type)}
            /><span>${title}</span></label
          >`,
        )}
      </fieldset>
      <span class="soft small" role="status">${found.length === all.length ? all.length : `${found.length} of ${all.length}`}</span>
    </div>`;
  }

  private heading(column: Column, title: string, style: string) {
    const sort = this.sorted !== column ? "none" : this.ascending ? "ascending" : "descending";
    return html`<th scope="col" class=${style} aria-sort=${sort}>
      <button
        class="sort"
        @click=${() => {
          this.ascending = this.sorted === column ? !this.ascending : column !== "modified";
          this.sorted = column;
        }}
      >
        ${title} ${icon("down")}
      </button>
    </th>`;
  }

  private table(found: Row[]) {
    const [before, after] = this.window.gaps(found.length);
    return html`<div class="table-box" tabindex="-1">
      <table aria-rowcount=${found.length + 1} aria-label="Values and secrets">
        <thead>
          <tr aria-rowindex="1">
            ${this.heading("name", "Name", "")} ${this.heading("type", "Type", "type-column")}
            <th scope="col" class="wide-only uses-column">Used by</th>
            ${this.heading("modified", "Changed", "wide-only changed-column")}
            <th scope="col" class="one-button"><span class="unseen">Actions</span></th>
          </tr>
        </thead>
        <tbody>
          <tr class="spacer" aria-hidden="true"><td colspan="5" .style=${`height:${before}px`}></td></tr>
          ${repeat(
            this.window.slice(found),
            ([row]) => row.id,
            ([row, place]) => this.row(row, place),
          )}
          <tr class="spacer" aria-hidden="true"><td colspan="5" .style=${`height:${after}px`}></td></tr>
        </tbody>
      </table>
      ${found.length === 0 ? html`<p class="empty">Nothing matches. Search for less, or choose another type.</p>` : nothing}
    </div>`;
  }

  private row(row: Row, place: number) {
    const type = TYPES[row.type];
    return html`<tr aria-rowindex=${place + 2}>
      <th scope="row">
        <button class="name" data-row>${row.name}</button>
        ${row.change ? html`<span class="changed" title="${row.change} in your draft"></span><span class="unseen">${row.change} in your draft</span>` : nothing}
      </th>
      <td>
        <span class="chip ${row.missing ? "bad" : row.type}">${icon(row.missing ? "warning" : type.icon)}
          <span class="clip">${row.secret ? html`<span class="unseen">Linked to secret </span>${row.secret}` : type.title}</span>
        </span>
      </td>
      <td class="wide-only soft" title=${row.uses.join(", ")}>${row.uses.join(", ")}</td>
      <td class="wide-only soft">${time(row.modified)}${row.by ? html` by ${row.by}` : nothing}</td>
      <td class="actions">${session.mayWrite ? nothing : nothing}</td>
    </tr>`;
  }
}
