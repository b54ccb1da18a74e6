import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import {
  type EnvironmentValue,
  listedEnvironmentValue,
  readEnvironments,
  writeEnvironmentValue,
} from "../api/environments";
import { isStale, message } from "../api/http";
import { write } from "../api/requests";
import { session } from "../api/session";
import type { Column } from "../api/tags";
import { confirm } from "../parts/dialog";
import { environmentSelect } from "../parts/environment-select";
import { icon } from "../parts/icons";
import { Following } from "../parts/page";
import { time } from "../parts/time";
import { toasts } from "../parts/toasts";
import { environmentTable } from "./environments/table";

/** The environment values: what a program reads depends on its app's environment. */
@customElement("v-environments")
export class Environments extends Following {
  @state() private rows: EnvironmentValue[] | null = null;
  @state() private editing: { row: EnvironmentValue | null; column: Column } | null = null;
  @state() private copying = false;
  private shown: unknown = null;

  protected override updated() {
    // Each reload of the app makes new lists. The contents are read again after it.
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

  /** Deletes the row, if the person confirms. If it asks again, {@code changed} tells who has changed the row since. */
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
    if (!now) {
      toasts.say(`${row.name} was already deleted.`);
      return;
    }
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
        ${environmentSelect({
          id: "active",
          opened: this.opened,
          disabled: !session.mayWrite || this.working,
          work: (what) => this.work(what),
        })}
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

  private table(rows: EnvironmentValue[]) {
    return environmentTable({
      opened: this.opened,
      rows,
      active: this.active,
      onEdit: (row, column) => void this.edit(row, column),
      onDelete: (row) => void this.deleteRow(row),
    });
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
}
