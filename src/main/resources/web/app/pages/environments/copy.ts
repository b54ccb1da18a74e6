import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { type Column, COLUMNS, type EnvironmentValue, writeEnvironmentValue } from "../../api/environments";
import { isStale } from "../../api/http";
import { head } from "../../parts/dialog";
import { icon } from "../../parts/icons";
import { Following } from "../../parts/page";
import { tagName } from "../../parts/tags";
import { toasts } from "../../parts/toasts";
import { tagOf } from "../environments";

/** Copies one environment into another, and says what that does before it is done. */
@customElement("v-copy-environment")
export class CopyEnvironment extends Following {
  @property({ attribute: false }) rows: EnvironmentValue[] = [];
  @state() private from: Column = "none";
  @state() private to: Column = "production";
  @state() private all = false;

  override firstUpdated() {
    const count = (column: Column) => this.rows.filter((row) => row.cells[column] !== undefined).length;
    const byCount = [...COLUMNS].sort((one, other) => count(other) - count(one));
    this.from = byCount[0]!;
    this.to = byCount.at(-1)!;
    this.querySelector("dialog")!.showModal();
  }

  private close = () => this.dispatchEvent(new Event("closed"));

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

  private submit = async (event: Event) => {
    event.preventDefault();
    const changed = [...this.added, ...this.replaced];
    const [from, to] = [this.from, this.to];
    let copied = 0;
    if (!changed.length) return;
    const done = await this.work(() =>
      this.opened.change(async () => {
        for (const row of changed) {
          await writeEnvironmentValue(
            this.opened,
            row.name,
            { ...row.cells, [to]: row.cells[from] },
            { id: row._id, etag: row.etag },
          ).catch((problem) => {
            if (!isStale(problem)) throw problem;
            throw new Error(
              `Somebody changed or deleted ${row.name} after you opened this page. ${copied} of ${changed.length} were copied. Check the list, then copy the rest.`,
            );
          });
          copied++;
        }
      }),
    );
    if (!done) return;
    const count = changed.length === 1 ? "1 value is" : `${changed.length} values are`;
    toasts.say(`${count} copied to ${tagName(tagOf(to))}${this.opened.draft ? " in your draft" : ""}.`);
    this.close();
  };

  private choice(id: string, title: string, chosen: Column, choose: (column: Column) => void) {
    return html`<div class="field">
      <label for=${id}>${title}</label>
      <select
        class="input"
        id=${id}
        @change=${(event: Event) => choose((event.target as HTMLSelectElement).value as Column)}
      >
        ${COLUMNS.map((one) => html`<option value=${one} ?selected=${one === chosen}>${tagName(tagOf(one))}</option>`)}
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
    const { added, replaced } = this;
    const count = added.length + replaced.length;
    return html`<dialog aria-labelledby="copy-title" @cancel=${this.close} @close=${this.close}>
      <form @submit=${this.submit}>
        ${head("copy-title", "Copy environment", this.close)}
        <div class="body">
          ${this.choice("copy-from", "From", this.from, (column) => (this.from = column))}
          ${this.choice("copy-to", "To", this.to, (column) => (this.to = column))}
          <fieldset class="field">
            <legend class="label">What</legend>
            <div class="segments">
              ${(
                [
                  [false, "Only what is missing"],
                  [true, "All"],
                ] as const
              ).map(
                ([all, title]) =>
                  html`<label
                    ><input
                      type="radio"
                      name="copy-what"
                      .checked=${this.all === all}
                      @change=${() => (this.all = all)}
                    /><span>${title}</span></label
                  >`,
              )}
            </div>
          </fieldset>
          <div class="stack" role="status">
            ${count ? nothing : html`<p class="note">${icon("info")}<span>That changes nothing${this.from === this.to ? ": choose two different environments" : ""}.</span></p>`}
            ${this.names(`Added to ${tagName(tagOf(this.to))}`, added)}
            ${this.names(`Replaced in ${tagName(tagOf(this.to))}`, replaced)}
          </div>
          ${this.opened.draftsOff && count > 1 ? html`<p class="hint">This app has no drafts: each value is deployed at once, one after the other.</p>` : nothing}
          <p class="note bad" role="alert" ?hidden=${!this.problem}>${this.problem}</p>
        </div>
        <footer>
          <button type="button" class="button" @click=${this.close}>Cancel</button>
          <button class="button primary" ?disabled=${!count} aria-busy=${this.working}>
            <span>Copy ${count === 1 ? "1 value" : `${count} values`}</span>
          </button>
        </footer>
      </form>
    </dialog>`;
  }
}
