import { html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { type Column, COLUMNS, type EnvironmentValue, writeEnvironmentValue } from "../../api/environments";
import { session } from "../../api/session";
import { confirm, head } from "../../parts/dialog";
import { icon } from "../../parts/icons";
import * as json from "../../parts/json";
import type { JsonEditor } from "../../parts/json-editor";
import "../../parts/json-editor";
import { Following } from "../../parts/page";
import { nameRule } from "../../parts/rules";
import { tagName } from "../../parts/tags";
import { toasts } from "../../parts/toasts";
import { tagOf } from "../environments";

/** The service's limit of a value's JSON in bytes, unless its operator changed it. */
const LARGEST = 1_048_576;

/** Creates an environment value, or changes what it is in one environment. */
@customElement("v-environment-cell")
export class EnvironmentCell extends Following {
  @property({ attribute: false }) rows: EnvironmentValue[] = [];
  /** Null to create. */
  @property({ attribute: false }) row: EnvironmentValue | null = null;
  @property() column: Column = "none";
  @state() private name = "";
  @state() private text = "";
  @state() private tried = false;
  @query("v-json-editor") private editor!: JsonEditor;
  private before: EnvironmentValue | null = null;
  private saved = "";

  override firstUpdated() {
    // As it was when it was opened: what others deploy meanwhile does not change what one reads here.
    this.before = this.row;
    this.name = this.row?.name ?? "";
    const text = this.row?.cells[this.column];
    this.text = text === undefined ? "" : json.formatted(text);
    this.saved = this.typed();
    this.querySelector("dialog")!.showModal();
    if (this.row) this.editor.focus();
  }

  private typed(): string {
    return JSON.stringify([this.name, this.column, this.text]);
  }

  private leave = async (event?: Event) => {
    event?.preventDefault();
    const question = { title: "Throw away what you typed?", body: "It has not been saved.", action: "Throw away", danger: true };
    if (this.typed() !== this.saved && !(await confirm(question))) return;
    this.dispatchEvent(new Event("closed"));
  };

  private get nameFault(): string {
    const rule = nameRule(this.name);
    if (rule) return this.tried || this.name ? rule : "";
    const taken = this.rows.some((other) => other.name === this.name && other._id !== this.row?._id);
    return taken ? "There is an environment value of this name already." : "";
  }

  private get contentFault(): string {
    return json.fault(this.text) || (json.size(this.text) > LARGEST ? "A value has at most 1 MiB of JSON." : "");
  }

  /** The row's other cells, as they are now. */
  private get others(): EnvironmentValue["cells"] {
    return { ...(this.rows.find((row) => row._id === this.before?._id) ?? this.before)?.cells };
  }

  private save = async (event?: Event) => {
    event?.preventDefault();
    if (!session.mayWrite) return;
    this.tried = true;
    if (this.nameFault || nameRule(this.name) || this.contentFault) {
      await this.updateComplete;
      (this.querySelector<HTMLElement>("[aria-invalid=true]") ?? this.editor).focus();
      return;
    }
    await this.store({ ...this.others, [this.column]: this.text });
  };

  private clear = () => {
    const cells = this.others;
    delete cells[this.column];
    return this.store(cells);
  };

  private async store(cells: EnvironmentValue["cells"]) {
    const done = await this.work(() =>
      this.opened.change(() => writeEnvironmentValue(this.opened, this.name, cells, this.before?._id)),
    );
    if (!done) return;
    toasts.say(`${this.name} is ${this.opened.draft ? "in your draft" : "live"}.`);
    this.dispatchEvent(new Event("closed"));
  }

  private onKey = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void this.save(event);
  };

  protected override render() {
    const where = tagName(tagOf(this.column));
    const nameFault = this.nameFault;
    const fault = this.text || this.tried ? this.contentFault : "";
    const isSet = this.row?.cells[this.column] !== undefined;
    return html`<dialog class="sheet" aria-labelledby="cell-title" @cancel=${this.leave} @keydown=${this.onKey}>
      <form @submit=${this.save} novalidate>
        ${head("cell-title", this.row ? html`<span class="mono">${this.row.name}</span> in ${where}` : "Create environment value", () => this.leave())}
        <div class="body">
          <div class="field">
            <label for="cell-name">Name</label>
            <input
              class="input mono"
              id="cell-name"
              autocomplete="off"
              autocapitalize="none"
              spellcheck="false"
              ?autofocus=${!this.row}
              .value=${this.name}
              aria-invalid=${!!nameFault}
              aria-describedby="cell-name-rule"
              @input=${(event: InputEvent) => (this.name = (event.target as HTMLInputElement).value)}
            />
            <p id="cell-name-rule" class=${nameFault ? "error" : "hint"} aria-live="polite">
              ${nameFault || "A letter or digit, then letters, digits, _ and -; at most 64."}
            </p>
          </div>
          ${this.row
            ? nothing
            : html`<div class="field">
                <label for="cell-column">Environment</label>
                <select class="input" id="cell-column" @change=${(event: Event) => (this.column = (event.target as HTMLSelectElement).value as Column)}>
                  ${COLUMNS.map((one) => html`<option value=${one} ?selected=${one === this.column}>${tagName(tagOf(one))}</option>`)}
                </select>
                <p class="hint">The first one; the others are filled in from the table.</p>
              </div>`}
          <div class="field grow">
            <div class="row">
              <span class="label">Value in ${where}</span><span class="spring"></span>
              <button type="button" class="button small" ?disabled=${!!fault || !this.text} @click=${() => (this.text = json.formatted(this.text))}>
                ${icon("format")} Format
              </button>
            </div>
            <v-json-editor .label=${"Value, as JSON"} .text=${this.text} @input=${() => (this.text = this.editor.text)}></v-json-editor>
            <p class=${fault ? "error" : "hint"} aria-live="polite">${fault || "Any JSON: text in quotes, a number, a list, an object."}</p>
          </div>
          <p class="note bad" role="alert" ?hidden=${!this.problem}>${this.problem}</p>
        </div>
        <footer>
          ${isSet && session.mayWrite
            ? html`<button type="button" class="button apart" @click=${this.clear}>Remove from ${where}</button>`
            : nothing}
          <button type="button" class="button" @click=${() => this.leave()}>${session.mayWrite ? "Cancel" : "Close"}</button>
          ${session.mayWrite
            ? html`<button class="button primary" aria-busy=${this.working}>
                <span>${this.opened.draftsOff ? "Save and deploy" : "Save to draft"}</span>
              </button>`
            : nothing}
        </footer>
      </form>
    </dialog>`;
  }
}
