import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { type EnvironmentValue, listedEnvironmentValue, writeEnvironmentValue } from "../../api/environments";
import { isStale } from "../../api/http";
import * as json from "../../api/json";
import { type Column, columnName, COLUMNS, tagOf } from "../../api/tags";
import { nameRule } from "../../parts/rules";
import { Sheet } from "../../parts/sheet";
import { bothTexts, type Theirs } from "../../parts/stale";
import { readIfThere } from "./save";
import { section } from "./section";
import { words } from "./words";

type Texts = Partial<Record<Column, string>>;

/** Creates an environment value, or changes it: all of its environments, one of which is open. */
@customElement("v-environment-editor")
export class EnvironmentEditor extends Sheet<EnvironmentValue> {
  protected readonly titleId = "environment-title";
  protected readonly kind = words.kind;
  @property({ attribute: false }) rows: EnvironmentValue[] = [];
  /** What is changed; null to create. */
  @property({ attribute: false }) row: EnvironmentValue | null = null;
  /** The environment whose text is in the editor. */
  @property() column: Column = "none";
  /** What is typed for the others. */
  @state() private texts: Texts = {};
  /**
   * As it was when it was opened: what others deploy in the meantime does not change what the person reads here. Null
   * to create.
   */
  private seen: EnvironmentValue | null = null;

  protected get nameFault(): string {
    const rule = nameRule(this.name);
    if (rule) return this.tried || this.name ? rule : "";
    const taken = this.rows.some((other) => other.name === this.name && other._id !== this.seen?._id);
    return taken ? words.nameTaken : "";
  }

  protected get contentFault(): string {
    return this.text.trim() ? json.fault(this.text) : "";
  }

  protected async load(): Promise<boolean> {
    if (!this.row) return true;
    const { _id, name } = this.row;
    // The table's contents and ETags come from two requests. Here both come from one.
    await this.work(async () => {
      this.seen = await this.read(_id);
    });
    if (!this.seen && !this.problem) return this.gone(name);
    this.show(this.seen ?? this.row);
    return true;
  }

  private read(id: string): Promise<EnvironmentValue | null> {
    return readIfThere(this.opened, id);
  }

  private show({ name, cells }: EnvironmentValue): void {
    this.name = name;
    this.texts = Object.fromEntries(COLUMNS.map((column) => [column, pretty(cells[column])]));
    this.text = this.texts[this.column] ?? "";
  }

  /** All texts, with that of the open environment. */
  private get all(): Texts {
    return { ...this.texts, [this.column]: this.text };
  }

  protected typed(): string {
    return JSON.stringify([this.name, COLUMNS.map((column) => this.all[column] ?? "")]);
  }

  protected focusLoaded(): void {
    if (this.row) this.editor?.focus();
  }

  private async choose(column: Column): Promise<void> {
    this.texts = this.all;
    this.column = column;
    this.text = this.texts[column] ?? "";
    await this.updateComplete;
    this.editor?.focus();
  }

  /** A fault of an environment that is not open is shown by opening it. */
  protected override async submit(): Promise<void> {
    const { all } = this;
    const wrong = COLUMNS.find((column) => all[column]?.trim() && json.fault(all[column]));
    if (wrong && !this.contentFault) await this.choose(wrong);
    return super.submit();
  }

  /** The texts as they are saved. Those that the person left as they were are {@code now}'s. */
  private cells(now: EnvironmentValue | null): EnvironmentValue["cells"] {
    const { all, seen } = this;
    const chosen = COLUMNS.flatMap((column): [Column, string][] => {
      const text = all[column]?.trim() ?? "";
      const isSame = now && text === pretty(seen?.cells[column]).trim();
      const saved = isSame ? now.cells[column] : text;
      return !saved ? [] : [[column, saved]];
    });
    return Object.fromEntries(chosen);
  }

  protected async write(): Promise<Theirs<EnvironmentValue> | null> {
    const seen = this.seen;
    try {
      const target = seen ? { id: seen._id, etag: seen.etag } : undefined;
      await this.opened.change(() => writeEnvironmentValue(this.opened, this.name, this.cells(seen), target));
      return null;
    } catch (problem) {
      if (!seen || !isStale(problem)) throw problem;
      const [item, listed] = await Promise.all([this.read(seen._id), listedEnvironmentValue(this.opened, seen._id)]);
      if (!item || this.conflicts(item, seen)) return { item, by: listed?.modified_by, at: listed?.last_modified };
      // Only environments changed that the person did not change: they stay as they are now.
      this.show({ ...item, cells: this.cells(item) });
      this.seen = item;
      return this.write();
    }
  }

  /** Whether both changed the same environment, or the name. */
  private conflicts(item: EnvironmentValue, seen: EnvironmentValue): boolean {
    const { all } = this;
    return (
      item.name !== seen.name ||
      COLUMNS.some(
        (column) =>
          item.cells[column] !== seen.cells[column] && (all[column] ?? "").trim() !== pretty(seen.cells[column]).trim(),
      )
    );
  }

  protected savedMessage(): string {
    return words.isSaved(this.name, !!this.opened.draft);
  }

  protected replace({ item }: Theirs<EnvironmentValue>): void {
    this.texts = this.all;
    this.seen = item;
  }

  protected take({ item }: Theirs<EnvironmentValue>): void {
    this.seen = item!;
    this.show(item!);
  }

  protected focusTaken(): void {
    this.editor?.focus();
  }

  protected both({ item }: Theirs<EnvironmentValue>): TemplateResult {
    const line = (column: Column, text = "") => `${columnName(column)}: ${text.trim() ? text : words.missingBoth}`;
    const lines = (name: string, texts: Texts) =>
      [words.nameLine(name), ...COLUMNS.map((column) => line(column, texts[column]))].join("\n");
    const theirs = Object.fromEntries(COLUMNS.map((column) => [column, pretty(item!.cells[column])]));
    return bothTexts(lines(item!.name, theirs), lines(this.name, this.all));
  }

  protected override render() {
    const title = this.row ? html`<span class="mono">${this.row.name}</span>` : words.create;
    return this.sheet(
      title,
      [
        this.nameField("cell-name", !this.row),
        html`<div class="columns">
          ${COLUMNS.map((column) =>
            section({
              column,
              isOpen: column === this.column,
              isActive: tagOf(column) === this.opened.app!.environment,
              text: (this.all[column] ?? "").trim(),
              field: () => this.jsonField(words.theValue(columnName(column))),
              onOpen: () => void this.choose(column),
              onClear: () => this.clear(),
            }),
          )}
        </div>`,
      ],
      nothing,
    );
  }

  private clear(): void {
    this.text = "";
    this.editor?.focus();
  }
}

function pretty(text: string | undefined): string {
  return text === undefined ? "" : json.formatted(text);
}
