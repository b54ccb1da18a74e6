import { html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import {
  type Column,
  COLUMNS,
  type EnvironmentValue,
  listedEnvironmentValue,
  readEnvironmentValue,
  writeEnvironmentValue,
} from "../../api/environments";
import { isGone, isStale } from "../../api/http";
import { session } from "../../api/session";
import { confirm, head } from "../../parts/dialog";
import { icon } from "../../parts/icons";
import * as json from "../../parts/json";
import type { JsonEditor } from "../../parts/json-editor";
import "../../parts/json-editor";
import { Following } from "../../parts/page";
import { nameRule } from "../../parts/rules";
import { bothTexts, focusStale, staleNote, type Theirs } from "../../parts/stale";
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
  /** What somebody else made of it while it was open here. */
  @state() private theirs: Theirs<EnvironmentValue> | null = null;
  @state() private looking = false;
  @query("v-json-editor") private editor!: JsonEditor;
  /** As it was when it was opened: what others deploy meanwhile does not change what one reads here. Null to create. */
  private seen: EnvironmentValue | null = null;
  /** The same; also where it was deleted since, to create it again with its other environments. */
  private last: EnvironmentValue | null = null;
  private saved = "";

  override async firstUpdated() {
    if (this.row) {
      const { _id, name } = this.row;
      // The table's contents and ETags come from two requests: here both come from one.
      await this.work(async () => void (this.seen = this.last = await this.read(_id)));
      if (!this.seen && !this.problem) {
        toasts.say(`The environment value ${name} was deleted after you opened this page.`);
        this.dispatchEvent(new Event("closed"));
        return this.opened.reload();
      }
      this.show(this.seen ?? this.row);
    }
    this.saved = this.typed();
    await this.updateComplete;
    this.querySelector("dialog")!.showModal();
    if (this.row) this.editor.focus();
  }

  /** The row as it is now; null if it is gone. */
  private async read(id: string): Promise<EnvironmentValue | null> {
    try {
      return await readEnvironmentValue(this.opened, id);
    } catch (problem) {
      if (isGone(problem)) return null;
      throw problem;
    }
  }

  private show(row: EnvironmentValue): void {
    this.name = row.name;
    const text = row.cells[this.column];
    this.text = text === undefined ? "" : json.formatted(text);
  }

  private typed(): string {
    return JSON.stringify([this.name, this.column, this.text]);
  }

  private leave = async (event?: Event) => {
    event?.preventDefault();
    const question = {
      title: "Throw away what you typed?",
      body: "It has not been saved.",
      action: "Throw away",
      danger: true,
    };
    if (this.typed() !== this.saved && !(await confirm(question))) return;
    this.dispatchEvent(new Event("closed"));
  };

  private get nameFault(): string {
    const rule = nameRule(this.name);
    if (rule) return this.tried || this.name ? rule : "";
    const taken = this.rows.some((other) => other.name === this.name && other._id !== this.seen?._id);
    return taken ? "There is an environment value of this name already." : "";
  }

  private get contentFault(): string {
    return json.fault(this.text) || (json.size(this.text) > LARGEST ? "A value has at most 1 MiB of JSON." : "");
  }

  private save = async (event?: Event) => {
    event?.preventDefault();
    if (!session.mayWrite) return;
    if (this.theirs) {
      focusStale(this);
      return;
    }
    this.tried = true;
    if (this.nameFault || nameRule(this.name) || this.contentFault) {
      await this.updateComplete;
      (this.querySelector<HTMLElement>("[aria-invalid=true]") ?? this.editor).focus();
      return;
    }
    await this.store();
  };

  private clear = async () => {
    const text = this.text;
    this.text = "";
    await this.store();
    if (this.problem) this.text = text;
  };

  /** All environments with this one as it stands here: without it, if it is empty. */
  private get cells(): EnvironmentValue["cells"] {
    const cells = { ...this.last?.cells };
    if (this.text) cells[this.column] = this.text;
    else delete cells[this.column];
    return cells;
  }

  private async store() {
    const done = await this.work(async () => {
      this.theirs = await this.write();
      this.looking = false;
    });
    if (!done) return;
    if (this.theirs) {
      await this.updateComplete;
      focusStale(this);
      return;
    }
    toasts.say(`${this.name} is ${this.opened.draft ? "in your draft" : "live"}.`);
    this.dispatchEvent(new Event("closed"));
  }

  /** Saves; returns what is in the way, or null if it is saved. */
  private async write(): Promise<Theirs<EnvironmentValue> | null> {
    const seen = this.seen;
    const target = seen ? { id: seen._id, etag: seen.etag } : undefined;
    try {
      await this.opened.change(() => writeEnvironmentValue(this.opened, this.name, this.cells, target));
      return null;
    } catch (problem) {
      if (!seen || !isStale(problem)) throw problem;
      const [item, listed] = await Promise.all([this.read(seen._id), listedEnvironmentValue(this.opened, seen._id)]);
      const theirs = { item, by: listed?.modified_by, at: listed?.last_modified };
      // What changed is in other environments: they stay as they are now, and this one is saved beside them.
      const apart = item && item.name === seen.name && item.cells[this.column] === seen.cells[this.column];
      if (!apart) return theirs;
      this.seen = this.last = item;
      return this.write();
    }
  }

  /** Saves over what was just shown, or creates again what was deleted, with its other environments. */
  private keepMine = () => {
    this.last = this.theirs!.item ?? this.seen!;
    this.seen = this.theirs!.item;
    this.theirs = null;
    return this.text ? this.save() : this.store();
  };

  private takeTheirs = async () => {
    this.seen = this.last = this.theirs!.item!;
    this.theirs = null;
    this.show(this.seen);
    await this.updateComplete;
    this.saved = this.typed();
    this.editor.focus();
  };

  private question(theirs: Theirs<EnvironmentValue>) {
    const lines = (name: string, text: string | undefined) =>
      `Name: ${name}\n${text ? json.formatted(text) : "(missing)"}`;
    const mine = json.fault(this.text)
      ? `Name: ${this.name}\n${this.text || "(missing)"}`
      : lines(this.name, this.text);
    return staleNote({
      opened: this.opened,
      kind: "environment value",
      theirs,
      looking: this.looking,
      both: () => bothTexts(lines(theirs.item!.name, theirs.item!.cells[this.column]), mine),
      onMine: this.keepMine,
      onTheirs: this.takeTheirs,
      onLook: () => (this.looking = !this.looking),
      onClose: () => this.dispatchEvent(new Event("closed")),
    });
  }

  private onKey = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void this.save(event);
  };

  protected override render() {
    const where = tagName(tagOf(this.column));
    const nameFault = this.nameFault;
    const fault = this.text || this.tried ? this.contentFault : "";
    const isSet = !this.theirs && this.seen?.cells[this.column] !== undefined;
    return html`<dialog class="sheet" aria-labelledby="cell-title" @cancel=${this.leave} @keydown=${this.onKey}>
      <form @submit=${this.save} novalidate>
        ${head("cell-title", this.row ? html`<span class="mono">${this.row.name}</span> in ${where}` : "Create environment value", () => this.leave())}
        <div class="body">
          ${this.theirs ? this.question(this.theirs) : nothing}
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
          ${
            this.row
              ? nothing
              : html`<div class="field">
                  <label for="cell-column">Environment</label>
                  <select
                    class="input"
                    id="cell-column"
                    @change=${(event: Event) => (this.column = (event.target as HTMLSelectElement).value as Column)}
                  >
                    ${COLUMNS.map((one) => html`<option value=${one} ?selected=${one === this.column}>${tagName(tagOf(one))}</option>`)}
                  </select>
                  <p class="hint">Fill in the other environments from the table.</p>
                </div>`
          }
          <div class="field grow">
            <div class="row">
              <span class="label">Value in ${where}</span><span class="spring"></span>
              <button
                type="button"
                class="button small"
                ?disabled=${!!fault || !this.text}
                @click=${() => (this.text = json.formatted(this.text))}
              >
                ${icon("format")} Format
              </button>
            </div>
            <v-json-editor
              .label=${"Value, as JSON"}
              .text=${this.text}
              @input=${() => (this.text = this.editor.text)}
            ></v-json-editor>
            <p class=${fault ? "error" : "hint"} aria-live="polite">
              ${fault || "Any JSON: text in quotes, a number, a list, an object."}
            </p>
          </div>
          <p class="note bad" role="alert" ?hidden=${!this.problem}>${this.problem}</p>
        </div>
        <footer>
          ${
            isSet && session.mayWrite
              ? html`<button type="button" class="button apart" @click=${this.clear}>Remove from ${where}</button>`
              : nothing
          }
          <button type="button" class="button" @click=${() => this.leave()}>
            ${session.mayWrite ? "Cancel" : "Close"}
          </button>
          ${
            session.mayWrite && !this.theirs
              ? html`<button class="button primary" aria-busy=${this.working}>
                  <span>${this.opened.draftsOff ? "Save and deploy" : "Save to draft"}</span>
                </button>`
              : nothing
          }
        </footer>
      </form>
    </dialog>`;
  }
}
