import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { type EnvironmentValue, writeEnvironmentValue } from "../../api/environments";
import { isStale } from "../../api/http";
import { type Column, columnName, COLUMNS } from "../../api/tags";
import { AppDrawer } from "../../parts/drawer";
import { icon } from "../../parts/icons";
import { segments } from "../../parts/segments";
import { toasts } from "../../parts/toasts";
import { words } from "./words";

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
    toasts.say(words.copying.done(changed.length, columnName(to), !!this.opened.draft));
    this.close();
  }

  private async copy(rows: EnvironmentValue[], from: Column, to: Column): Promise<void> {
    for (const [copied, { _id, name, etag, cells }] of rows.entries()) {
      try {
        await writeEnvironmentValue(this.opened, name, { ...cells, [to]: cells[from] }, { id: _id, etag });
      } catch (problem) {
        if (!isStale(problem)) throw problem;
        throw new Error(words.copying.changed(name, copied, rows.length), { cause: problem });
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
    return this.dialog(
      this.form({
        title: words.copying.title,
        body: [this.choices(), this.effect(count)],
        footer: this.buttons(words.copying.action(count), !count),
      }),
    );
  }

  private choices() {
    const what = [
      [false, words.copying.missing],
      [true, words.copying.all],
    ] as const;
    return html`${this.choice("copy-from", words.copying.from, this.from, (column) => (this.from = column))}
      ${this.choice("copy-to", words.copying.to, this.to, (column) => (this.to = column))}
      <fieldset class="field">
        <legend class="label">${words.copying.what}</legend>
        <div class="segments">${segments("copy-what", what, this.all, (all) => (this.all = all))}</div>
      </fieldset>`;
  }

  private effect(count: number) {
    const nothingChanges = this.from === this.to ? words.copying.same : words.copying.nothing;
    return html`<div class="stack" role="status">
        ${count ? nothing : html`<p class="note">${icon("info")}<span>${nothingChanges}</span></p>`}
        ${this.names(words.copying.added(columnName(this.to)), this.added)}
        ${this.names(words.copying.replaced(columnName(this.to)), this.replaced)}
      </div>
      ${this.opened.draftsOff && count > 1 ? html`<p class="hint">${words.copying.atOnce}</p>` : nothing}`;
  }
}
