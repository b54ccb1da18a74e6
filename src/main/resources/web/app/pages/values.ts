import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { isStale, write } from "../api/http";
import { session } from "../api/session";
import { readValue, writeValue } from "../api/values";
import { confirm } from "../parts/dialog";
import { icon, type Icon } from "../parts/icons";
import { Following } from "../parts/page";
import { time } from "../parts/time";
import { toasts } from "../parts/toasts";
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
  @state() private editing: Row | null | undefined;
  private rows = new RowWindow(this);

  override firstUpdated() {
    // The editor is the larger part of the code: fetched while somebody looks at the table.
    setTimeout(() => void import("./values/editor"), 400);
  }

  private async edit(row: Row | null) {
    await import("./values/editor");
    this.editing = row;
  }

  private closed = async () => {
    const name = this.editing?.id;
    this.editing = undefined;
    await this.updateComplete;
    const row = this.querySelector<HTMLElement>(name ? `[data-row="${name}"]` : "[data-key=c]");
    row?.focus();
  };

  /** Asks, and deletes the row as it was seen; {@code again} if it has been changed since it was asked for first. */
  private async deleteRow(row: Row, again = false): Promise<void> {
    const programs = "Once that is deployed, programs that read it get nothing.";
    const yes = await confirm({
      title: `Delete ${row.type === "secret" ? "secret" : "value"} ${row.name}?`,
      body: html`${again ? this.changedSince(row) : nothing}${
        row.uses.length
          ? html`<p>These values link to it and would lose their content:</p>
              <ul class="row">
                ${row.uses.map((use) => html`<li class="chip linked">${icon("link")} ${use}</li>`)}
              </ul>`
          : html`<p>
              ${row.type === "secret" ? "No value links to it. Its content cannot be brought back once that is deployed." : programs}
            </p>`
      }`,
      action: "Delete",
      danger: true,
      tick: row.uses.length ? "Delete it anyway" : undefined,
    });
    if (!yes) return;
    try {
      const undo = await this.undoOf(row);
      const path =
        row.type === "secret" ? `/secrets/${row.id}${row.uses.length ? "?force=true" : ""}` : `/values/${row.id}`;
      await this.opened.change(() => write("DELETE", this.opened.path(path), undefined, row.etag));
      toasts.say(
        `${row.name} is deleted${this.opened.draft ? " in your draft" : ""}.`,
        undo && { label: "Undo", run: undo },
      );
    } catch (problem) {
      if (!isStale(problem)) return toasts.fail(problem);
      await this.opened.reload();
      const now = rowsOf(this.opened).find((other) => other.id === row.id);
      if (now) return this.deleteRow(now, true);
      toasts.say(`${row.name} was already deleted.`);
    }
  }

  private changedSince(row: Row) {
    return html`<p class="note warn" role="alert">
      ${icon("warning")}
      <span
        >It was not deleted: ${row.by || "somebody"} changed it after you opened this page (${time(row.modified)}).
        Delete it anyway?</span
      >
    </p>`;
  }

  /** How a deletion is taken back: a value is written once more; a secret can only be left in place, in a draft. */
  private async undoOf(row: Row): Promise<(() => void) | undefined> {
    const run = (what: () => Promise<unknown>) => async () => {
      try {
        await this.opened.change(what);
        toasts.say(`${row.name} is back.`);
      } catch (problem) {
        toasts.fail(problem);
      }
    };
    if (!this.opened.draftsOff && !row.change) {
      return run(() => write("DELETE", this.opened.path(`/drafts/${this.opened.draft!._id}/changes/${row.id}`)));
    }
    if (row.type === "secret") return undefined;
    const value = await readValue(this.opened, row.id);
    return run(() => writeValue(this.opened, value));
  }

  protected override render() {
    const all = rowsOf(this.opened);
    const found = this.found(all);
    return html`<div class="page fills">
      <div class="page-head">
        <h1>Values</h1>
        ${
          session.mayWrite
            ? html`<button class="button primary" data-key="c" title="Create (c)" @click=${() => this.edit(null)}>
                ${icon("plus")} Create value
              </button>`
            : nothing
        }
      </div>
      ${all.length === 0 ? this.empty() : [this.tools(all, found), this.table(found)]}
      ${
        this.editing === undefined
          ? nothing
          : html`<v-value-editor .opened=${this.opened} .row=${this.editing} @closed=${this.closed}></v-value-editor>`
      }
    </div>`;
  }

  private found(all: Row[]): Row[] {
    const wanted = this.wanted.toLowerCase();
    const order = this.ascending ? 1 : -1;
    return all
      .filter((row) => this.filter === "all" || row.type === this.filter)
      .filter(
        (row) =>
          !wanted ||
          row.name.toLowerCase().includes(wanted) ||
          row.uses.some((use) => use.toLowerCase().includes(wanted)),
      )
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
      <p>
        A value is any JSON that your programs read. A secret is text that is never shown again once it is saved:
        programs read it through a value that links to it.
      </p>
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
          ([type, title]) =>
            html`<label
              ><input
                type="radio"
                name="type-filter"
                .checked=${this.filter === type}
                @change=${() => (this.filter = type)}
              /><span>${title}</span></label
            >`,
        )}
      </fieldset>
      <span class="soft small" role="status"
        >${found.length === all.length ? all.length : `${found.length} of ${all.length}`}</span
      >
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
    const [before, after] = this.rows.gaps(found.length);
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
          <tr class="spacer" aria-hidden="true">
            <td .style=${`height:${before}px`}></td>
          </tr>
          ${repeat(
            this.rows.slice(found),
            ([row]) => row.id,
            ([row, place]) => this.row(row, place),
          )}
          <tr class="spacer" aria-hidden="true">
            <td .style=${`height:${after}px`}></td>
          </tr>
        </tbody>
      </table>
      ${found.length === 0 ? html`<p class="empty">Nothing matches. Change the search, or choose another type.</p>` : nothing}
    </div>`;
  }

  private onRowKey(event: KeyboardEvent, row: Row) {
    if ((event.key === "Delete" || event.key === "Backspace") && session.mayWrite) {
      event.preventDefault();
      void this.deleteRow(row);
    }
  }

  private row(row: Row, place: number) {
    const type = TYPES[row.type];
    return html`<tr aria-rowindex=${place + 2}>
      <th scope="row">
        <button
          class="name"
          data-row=${row.id}
          @click=${() => this.edit(row)}
          @keydown=${(event: KeyboardEvent) => this.onRowKey(event, row)}
        >
          ${row.name}
        </button>
        ${row.change ? html`<span class="changed" title="${row.change} in your draft"></span><span class="unseen">${row.change} in your draft</span>` : nothing}
      </th>
      <td>
        <span class="chip ${row.missing ? "bad" : row.type}"
          >${icon(row.missing ? "warning" : type.icon)}
          <span class="clip"
            >${row.secret ? html`<span class="unseen">Linked to secret </span>${row.secret}` : type.title}</span
          >
        </span>
      </td>
      <td class="wide-only soft" title=${row.uses.join(", ")}>${row.uses.join(", ")}</td>
      <td class="wide-only soft">${time(row.modified)}${row.by ? html` by ${row.by}` : nothing}</td>
      <td class="actions">
        ${
          session.mayWrite
            ? html`<button
                class="button quiet small icon-only"
                aria-label="Delete ${row.name}"
                @click=${() => this.deleteRow(row)}
              >
                ${icon("trash")}
              </button>`
            : nothing
        }
      </td>
    </tr>`;
  }
}
