import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { type EnvironmentValue, writeEnvironmentValue } from "../../api/environments";
import { isStale } from "../../api/http";
import { type Column, columnName, COLUMNS } from "../../api/tags";
import { AppDrawer } from "../../parts/drawer";
import { icon } from "../../parts/icons";
import { segments } from "../../parts/segments";
import { toasts } from "../../parts/toasts";

/** Copies the values of one environment to another. It shows first what that would change. */
@customElement("v-copy-environment")
export class CopyEnvironment extends AppDrawer {
  protected readonly titleId = "copy-title";
  @property({ attribute: false }) rows: EnvironmentValue[] = [];
  @state() private from: Column = "none";
  @state() private to: Column = "production";
  /** Whether values that the target has are replaced. */
  @state() private all = false;

  override firstUpdated() {
    const count = (column: Column) => this.rows.filter((row) => row.cells[column] !== undefined).length;
    const byCount = [...COLUMNS].sort((one, other) => count(other) - count(one));
    this.from = byCount[0]!;
    this.to = byCount.at(-1)!;
    this.showModal();
  }

  private get added(): EnvironmentValue[] {
    return this.rows.filter((row) => row.cells[this.from] !== undefined && row.cells[this.to] === undefined);
  }

  private get replaced(): EnvironmentValue[] {
    if (!this.all) return [];
    return this.rows.filter(({ cells }) => {
      const [from, to] = [cells[this.from], cells[this.to]];
      return from !== undefined && to !== undefined && from !== to;
    });
  }

  protected async submit(): Promise<void> {
    const changed = [...this.added, ...this.replaced];
    if (!changed.length) return;
    const [from, to] = [this.from, this.to];
    const done = await this.work(() => this.opened.change(() => this.copy(changed, from, to)));
    if (!done) return;
    const count = changed.length === 1 ? "1 value is" : `${changed.length} values are`;
    toasts.say(`${count} copied to ${columnName(to)}${this.opened.draft ? " in your draft" : ""}.`);
    this.close();
  }

  private async copy(rows: EnvironmentValue[], from: Column, to: Column): Promise<void> {
    for (const [copied, { _id, name, etag, cells }] of rows.entries()) {
      try {
        await writeEnvironmentValue(this.opened, name, { ...cells, [to]: cells[from] }, { id: _id, etag });
      } catch (problem) {
        if (!isStale(problem)) throw problem;
        throw new Error(
          `Somebody changed or deleted ${name} after you opened this page. ${copied} of ${rows.length} were copied. Check the list, then copy the rest.`,
          { cause: problem },
        );
      }
    }
  }

  private choice(id: string, title: string, chosen: Column, choose: (column: Column) => void) {
    return html`<div class="field">
      <label for=${id}>${title}</label>
      <select
        class="input"
        id=${id}
        @change=${(event: Event) => choose((event.target as HTMLSelectElement).value as Column)}
      >
        ${COLUMNS.map((one) => html`<option value=${one} ?selected=${one === chosen}>${columnName(one)}</option>`)}
      </select>
    </div>`;
  }

  private names(title: string, rows: EnvironmentValue[]) {
    return rows.length
      ? html`<div class="field">
          <span class="label">${title}</span>
          <ul class="row names">
            ${rows.map((row) => html`<li class="chip mono">${row.name}</li>`)}
          </ul>
        </div>`
      : nothing;
  }

  protected override render() {
    const count = this.added.length + this.replaced.length;
    const action = `Copy ${count === 1 ? "1 value" : `${count} values`}`;
    return this.dialog(
      this.form({
        title: "Copy environment",
        body: [this.choices(), this.effect(count)],
        footer: this.buttons(action, !count),
      }),
    );
  }

  private choices() {
    const what = [
      [false, "Only what is missing"],
      [true, "All"],
    ] as const;
    return html`${this.choice("copy-from", "From", this.from, (column) => (this.from = column))}
      ${this.choice("copy-to", "To", this.to, (column) => (this.to = column))}
      <fieldset class="field">
        <legend class="label">What</legend>
        <div class="segments">${segments("copy-what", what, this.all, (all) => (this.all = all))}</div>
      </fieldset>`;
  }

  private effect(count: number) {
    const same = this.from === this.to ? ": choose two different environments" : "";
    return html`<div class="stack" role="status">
        ${count ? nothing : html`<p class="note">${icon("info")}<span>That changes nothing${same}.</span></p>`}
        ${this.names(`Added to ${columnName(this.to)}`, this.added)}
        ${this.names(`Replaced in ${columnName(this.to)}`, this.replaced)}
      </div>
      ${
        this.opened.draftsOff && count > 1
          ? html`<p class="hint">This app has no drafts: each value is deployed at once, one after the other.</p>`
          : nothing
      }`;
  }
}
