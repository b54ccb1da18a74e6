import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import {
  type EnvironmentValue,
  listedEnvironmentValue,
  readEnvironmentValue,
  writeEnvironmentValue,
} from "../../api/environments";
import { isGone, isStale } from "../../api/http";
import * as json from "../../api/json";
import { session } from "../../api/session";
import { type Column, columnName, COLUMNS } from "../../api/tags";
import { jsonRule, nameRule } from "../../parts/rules";
import { Sheet } from "../../parts/sheet";
import { bothTexts, type Theirs } from "../../parts/stale";

/** Creates an environment value, or changes its content in one environment. */
@customElement("v-environment-cell")
export class EnvironmentCell extends Sheet<EnvironmentValue> {
  protected readonly titleId = "cell-title";
  protected readonly kind = "environment value";
  @property({ attribute: false }) rows: EnvironmentValue[] = [];
  /** What is changed; null to create. */
  @property({ attribute: false }) row: EnvironmentValue | null = null;
  @property() column: Column = "none";
  /**
   * As it was when it was opened: what others deploy in the meantime does not change what the person reads here. Null
   * to create.
   */
  private seen: EnvironmentValue | null = null;
  /** The same. Kept if it was deleted in the meantime, to create it again with its other environments. */
  private last: EnvironmentValue | null = null;

  protected get nameFault(): string {
    const rule = nameRule(this.name);
    if (rule) return this.tried || this.name ? rule : "";
    const taken = this.rows.some((other) => other.name === this.name && other._id !== this.seen?._id);
    return taken ? "There is an environment value of this name already." : "";
  }

  protected get contentFault(): string {
    return jsonRule(this.text);
  }

  protected async load(): Promise<boolean> {
    if (!this.row) return true;
    const { _id, name } = this.row;
    // The table's contents and ETags come from two requests. Here both come from one.
    await this.work(async () => {
      this.seen = this.last = await this.read(_id);
    });
    if (!this.seen && !this.problem) return this.gone(name);
    this.show(this.seen ?? this.row);
    return true;
  }

  /** The row as it is now; null if it no longer exists. */
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

  protected typed(): string {
    return JSON.stringify([this.name, this.column, this.text]);
  }

  protected override focusLoaded(): void {
    if (this.row) this.editor?.focus();
  }

  /** Removes the value from this environment. */
  private async unset(): Promise<void> {
    const text = this.text;
    this.text = "";
    await this.store();
    if (this.problem) this.text = text;
  }

  /** The contents for all environments. An empty text removes the one for this environment. */
  private get cells(): EnvironmentValue["cells"] {
    const { [this.column]: _, ...others } = this.last?.cells ?? {};
    return this.text ? { ...others, [this.column]: this.text } : others;
  }

  protected async write(): Promise<Theirs<EnvironmentValue> | null> {
    const seen = this.seen;
    const target = seen ? { id: seen._id, etag: seen.etag } : undefined;
    try {
      await this.opened.change(() => writeEnvironmentValue(this.opened, this.name, this.cells, target));
      return null;
    } catch (problem) {
      if (!seen || !isStale(problem)) throw problem;
      const [item, listed] = await Promise.all([this.read(seen._id), listedEnvironmentValue(this.opened, seen._id)]);
      // If only other environments changed, they stay as they are now and this one is saved with them.
      if (item?.name !== seen.name || item.cells[this.column] !== seen.cells[this.column]) {
        return { item, by: listed?.modified_by, at: listed?.last_modified };
      }
      this.seen = this.last = item;
      return this.write();
    }
  }

  protected savedMessage(): string {
    return `${this.name} is ${this.opened.draft ? "in your draft" : "live"}.`;
  }

  protected override async keepMine(): Promise<void> {
    if (this.text) return super.keepMine();
    this.replace(this.theirs!);
    this.theirs = null;
    await this.store();
  }

  protected replace({ item }: Theirs<EnvironmentValue>): void {
    this.last = item ?? this.seen;
    this.seen = item;
  }

  protected take({ item }: Theirs<EnvironmentValue>): void {
    this.seen = this.last = item!;
    this.show(item!);
  }

  protected focusTaken(): void {
    this.editor?.focus();
  }

  protected both({ item }: Theirs<EnvironmentValue>): TemplateResult {
    const lines = (name: string, text = "") => {
      const content = json.fault(text) ? text : json.formatted(text);
      return `Name: ${name}\n${text ? content : "(missing)"}`;
    };
    return bothTexts(lines(item!.name, item!.cells[this.column]), lines(this.name, this.text));
  }

  protected override render() {
    const where = columnName(this.column);
    const title = this.row ? html`<span class="mono">${this.row.name}</span> in ${where}` : "Create environment value";
    const isSet = !this.theirs && this.seen?.cells[this.column] !== undefined;
    const remove = html`<button type="button" class="button apart" @click=${() => this.unset()}>
      Remove from ${where}
    </button>`;
    return this.sheet(title, this.fields(where), isSet && session.mayWrite ? remove : nothing);
  }

  private fields(where: string) {
    return [
      this.nameField("cell-name", !this.row),
      this.row ? nothing : this.columnField(),
      this.jsonField(`Value in ${where}`),
    ];
  }

  private columnField() {
    return html`<div class="field">
      <label for="cell-column">Environment</label>
      <select
        class="input"
        id="cell-column"
        @change=${(event: Event) => (this.column = (event.target as HTMLSelectElement).value as Column)}
      >
        ${COLUMNS.map((one) => html`<option value=${one} ?selected=${one === this.column}>${columnName(one)}</option>`)}
      </select>
      <p class="hint">Fill in the other environments from the table.</p>
    </div>`;
  }
}
