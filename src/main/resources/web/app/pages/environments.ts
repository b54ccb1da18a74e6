import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import {
  type Column,
  COLUMNS,
  type EnvironmentValue,
  listedEnvironmentValue,
  readEnvironments,
  writeEnvironmentValue,
} from "../api/environments";
import { isStale, message, write } from "../api/http";
import { session } from "../api/session";
import { TAGS, type Tag } from "../api/types";
import { confirm } from "../parts/dialog";
import { icon } from "../parts/icons";
import { Following } from "../parts/page";
import { tagName } from "../parts/tags";
import { time } from "../parts/time";
import { toasts } from "../parts/toasts";

/** The tag whose programs read a column. */
export function tagOf(column: Column): Tag {
  return column === "none" ? "" : column;
}

/** What a program reads by the app's environment: a row a name, a column an environment. */
@customElement("v-environments")
export class Environments extends Following {
  @state() private rows: EnvironmentValue[] | null = null;
  @state() private editing: { row: EnvironmentValue | null; column: Column } | null = null;
  @state() private copying = false;
  private shown: unknown = null;

  protected override updated() {
    // Every reload of the app makes new lists: the contents are read after it.
    if (this.opened.values === this.shown) return;
    this.shown = this.opened.values;
    void this.load();
  }

  private async load() {
    try {
      this.rows = await readEnvironments(this.opened);
    } catch (problem) {
      this.problem = message(problem);
    }
  }

  private get active(): Column {
    return this.opened.app!.environment || "none";
  }

  private async edit(row: EnvironmentValue | null, column: Column) {
    await import("./environments/cell");
    this.editing = { row, column };
  }

  private closed = async () => {
    const { row, column } = this.editing!;
    this.editing = null;
    await this.updateComplete;
    this.querySelector<HTMLElement>(row ? `[data-cell="${row._id} ${column}"]` : "[data-key=c]")?.focus();
  };

  private async copy() {
    await import("./environments/copy");
    this.copying = true;
  }

  private setActive = async (event: Event) => {
    const select = event.target as HTMLSelectElement;
    const chosen = select.value as Tag;
    const done = await this.work(() => this.opened.setEnvironment(chosen));
    if (done) toasts.say(`The environment ${tagName(chosen)} is ${this.opened.draft ? "in your draft" : "live"}.`);
    else select.value = this.opened.app!.environment;
  };

  /** Asks, and deletes the row as it was seen; {@code changed} says who has changed it since, if it is asked again. */
  private async deleteRow(row: EnvironmentValue, changed?: TemplateResult): Promise<void> {
    const yes = await confirm({
      title: `Delete environment value ${row.name}?`,
      body: html`${changed}
        <p>It is deleted from all environments. Once that is deployed, programs that read it get nothing.</p>`,
      action: "Delete",
      danger: true,
    });
    if (!yes) return;
    const back = async () => {
      await this.work(() => this.opened.change(() => writeEnvironmentValue(this.opened, row.name, row.cells)));
      toasts.say(this.problem || `${row.name} is back.`);
    };
    let stale = false;
    const done = await this.work(async () => {
      try {
        await this.opened.change(() =>
          write("DELETE", this.opened.path(`/environment_values/${row._id}`), undefined, row.etag),
        );
      } catch (problem) {
        if (!isStale(problem)) throw problem;
        stale = true;
      }
    });
    if (stale) return this.deleteAgain(row);
    if (done)
      toasts.say(`${row.name} is deleted${this.opened.draft ? " in your draft" : ""}.`, { label: "Undo", run: back });
  }

  private async deleteAgain(row: EnvironmentValue): Promise<void> {
    await this.load();
    const now = this.rows?.find((other) => other._id === row._id);
    if (!now) return toasts.say(`${row.name} was already deleted.`);
    const listed = await listedEnvironmentValue(this.opened, row._id);
    await this.deleteRow(
      now,
      html`<p class="note warn" role="alert">
        ${icon("warning")}
        <span
          >It was not deleted: ${this.opened.who(listed?.modified_by) || "somebody"} changed it after you opened this
          page${listed ? html` (${time(listed.last_modified)})` : nothing}. Delete it anyway?</span
        >
      </p>`,
    );
  }

  /** Left and right in a row; up and down are the keys of every list. */
  private onKey = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    const stops = [...(event.target as HTMLElement).closest("tr")!.querySelectorAll("button")];
    stops[stops.indexOf(event.target as HTMLButtonElement) + step]?.focus();
  };

  protected override render() {
    const rows = this.rows;
    return html`<div class="page fills">
      <div class="page-head">
        <h1>Environments</h1>
        ${
          session.mayWrite
            ? html`${rows?.length ? html`<button class="button" @click=${() => this.copy()}>${icon("copy")} Copy environment</button>` : nothing}
                <button
                  class="button primary"
                  data-key="c"
                  title="Create (c)"
                  @click=${() => this.edit(null, this.active)}
                >
                  ${icon("plus")} Create environment value
                </button>`
            : nothing
        }
      </div>
      <div class="tools">
        <label class="strong" for="active">Active environment</label>
        <select class="input" id="active" ?disabled=${!session.mayWrite || this.working} @change=${this.setActive}>
          ${TAGS.map((one) => html`<option value=${one} ?selected=${one === this.opened.app!.environment}>${tagName(one)}</option>`)}
        </select>
        <span class="soft small">Programs of this app read its column.</span>
      </div>
      ${this.problem ? html`<p class="note bad" role="alert">${this.problem}</p>` : nothing}
      ${rows === null ? nothing : rows.length === 0 ? this.empty() : this.table(rows)}
      ${
        this.editing
          ? html`<v-environment-cell
              .opened=${this.opened}
              .rows=${rows ?? []}
              .row=${this.editing.row}
              .column=${this.editing.column}
              @closed=${this.closed}
            ></v-environment-cell>`
          : nothing
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

  private empty() {
    return html`<div class="empty">
      ${icon("layers")}
      <h2>No environment values yet</h2>
      <p>
        An environment value has one content for each environment, such as the address of a service in testing and in
        production.
      </p>
    </div>`;
  }

  private table(rows: EnvironmentValue[]) {
    return html`<div class="table-box matrix">
      <table aria-label="Environment values">
        <thead>
          <tr>
            <th scope="col">Name</th>
            ${COLUMNS.map(
              (column) =>
                html`<th scope="col" class=${column === this.active ? "active" : ""}>
                  ${tagName(tagOf(column))}
                  ${column === this.active ? html`<span class="chip good">Active</span>` : nothing}
                </th>`,
            )}
            <th scope="col" class="one-button"><span class="unseen">Actions</span></th>
          </tr>
        </thead>
        <tbody @keydown=${this.onKey}>
          ${rows.map((row) => this.row(row))}
        </tbody>
      </table>
    </div>`;
  }

  private row(row: EnvironmentValue) {
    const change = this.opened.changeOf(row._id);
    return html`<tr>
      <th scope="row">
        <button class="name" data-row @click=${() => this.edit(row, this.active)}>${row.name}</button>
        ${change ? html`<span class="changed" title="${change.action} in your draft"></span><span class="unseen">${change.action} in your draft</span>` : nothing}
      </th>
      ${COLUMNS.map((column) => {
        const text = row.cells[column];
        const where = tagName(tagOf(column));
        return html`<td class=${column === this.active ? "active" : ""}>
          <button
            class="cell mono ${text === undefined ? "missing" : ""}"
            data-cell="${row._id} ${column}"
            title=${text ?? ""}
            aria-label="${row.name} in ${where}: ${text === undefined ? "missing" : text.slice(0, 200)}"
            @click=${() => this.edit(row, column)}
          >
            ${text === undefined ? html`${icon("warning")} missing` : text.slice(0, 200)}
          </button>
        </td>`;
      })}
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
