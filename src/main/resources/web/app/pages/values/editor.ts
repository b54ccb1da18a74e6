import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { isGone, isStale } from "../../api/http";
import type { Seen } from "../../api/values";
import { jsonRule, nameRule } from "../../parts/rules";
import "../../parts/secret-field";
import type { SecretField } from "../../parts/secret-field";
import { Sheet } from "../../parts/sheet";
import { bothTexts, type Theirs } from "../../parts/stale";
import { time } from "../../parts/time";
import { alsoLinkField, bothSecrets, linkField, typeField, usesField } from "./fields";
import { type Held, lines, readHeld, readTheirs, writeHeld, writeSecret } from "./held";
import type { Row, RowType } from "./rows";

/** Creates or changes a value or a secret. */
@customElement("v-value-editor")
export class ValueEditor extends Sheet<Held> {
  protected readonly titleId = "editor-title";
  /** What is changed; null to create. */
  @property({ attribute: false }) row: Row | null = null;
  @state() private type: RowType = "value";
  /** The name of the secret that a value links to. */
  @state() private link = "";
  @state() private isPrivate = false;
  /** Whether a new secret also gets a value that links to it. */
  @state() private alsoLink = true;
  @state() private loaded = false;
  /** When it was last changed, and by whom; null for a new one. */
  @state() private changed: { at: number; by: string } | null = null;
  @query("v-secret-field") private secret?: SecretField;
  /** The item that a save replaces, as it was when it was opened here; undefined to create one. */
  private seen: Seen | undefined;

  protected get kind(): string {
    return this.type === "secret" ? "secret" : "value";
  }

  protected get nameFault(): string {
    const rule = nameRule(this.name);
    if (rule) return this.tried || this.name ? rule : "";
    const others: { _id: string; name: string }[] = this.type === "secret" ? this.opened.secrets : this.opened.values;
    const taken = others.some((other) => other.name === this.name && other._id !== this.seen?.id);
    return taken ? `There is a ${this.kind} of this name already.` : "";
  }

  protected get contentFault(): string {
    if (this.type === "secret") return this.secret?.fault ?? "";
    if (this.type === "value") return jsonRule(this.text);
    return this.opened.secrets.some((one) => one.name === this.link) ? "" : "Choose a secret.";
  }

  /** Whether the name is free for a value that links to the secret. */
  private get mayAlsoLink(): boolean {
    return !this.opened.values.some((value) => value.name === this.name);
  }

  protected async load(): Promise<boolean> {
    if (this.row) {
      const { id, etag, type, name } = this.row;
      this.seen = { id, etag };
      this.changed = { at: this.row.modified, by: this.row.by };
      this.show({ type, name, text: "", link: this.row.secret ?? "", private: this.row.private });
      if (type === "value") await this.work(() => this.readContent(id));
      if (!this.seen) return this.gone(name);
    }
    this.loaded = true;
    return true;
  }

  private async readContent(id: string): Promise<void> {
    try {
      const { etag, ...held } = await readHeld(this.opened, id, false);
      this.show(held);
      this.seen = { id, etag };
    } catch (problem) {
      if (!isGone(problem)) throw problem;
      this.seen = undefined;
    }
  }

  private show(held: Held): void {
    this.type = held.type;
    this.name = held.name;
    this.text = held.text;
    this.link = held.link;
    this.isPrivate = held.private;
  }

  private mine(): Held {
    return { type: this.type, name: this.name, text: this.text, link: this.link, private: this.isPrivate };
  }

  protected typed(): string {
    return JSON.stringify([this.mine(), this.secret?.text ?? ""]);
  }

  protected override focusLoaded(): void {
    if (this.row?.type === "value") this.editor?.focus();
  }

  protected override close(): void {
    this.secret?.clear();
    super.close();
  }

  protected async write(): Promise<Theirs<Held> | null> {
    const seen = this.seen;
    try {
      await this.opened.change(() => this.send(seen));
      return null;
    } catch (problem) {
      if (!seen || !isStale(problem)) throw problem;
      return readTheirs(this.opened, seen.id, this.type === "secret");
    }
  }

  private async send(seen: Seen | undefined): Promise<void> {
    if (this.type !== "secret") return writeHeld(this.opened, this.mine(), seen);
    await writeSecret(this.opened, this.name, this.secret!.text, seen);
    if (this.row || !this.alsoLink || !this.mayAlsoLink) return;
    await writeHeld(this.opened, { ...this.mine(), type: "linked", link: this.name });
  }

  protected override isSame({ item }: Theirs<Held>): boolean {
    return item !== null && this.type !== "secret" && lines(item) === lines(this.mine());
  }

  protected savedMessage(): string {
    const what = `${this.type === "secret" ? "Secret" : "Value"} ${this.name}`;
    if (this.theirs) return `${what} already has this content.`;
    return `${what} is ${this.opened.draft ? "in your draft" : "live"}.`;
  }

  protected replace({ item }: Theirs<Held>): void {
    this.seen = item ? { id: this.seen!.id, etag: item.etag } : undefined;
  }

  protected take({ item, by, at }: Theirs<Held>): void {
    const { etag, ...held } = item!;
    this.seen = { id: this.seen!.id, etag };
    this.changed = at === undefined ? null : { at, by: this.opened.who(by) };
    this.secret?.clear();
    this.show(held);
  }

  protected focusTaken(): void {
    this.querySelector<HTMLElement>("#value-name")?.focus();
  }

  protected both(theirs: Theirs<Held>): TemplateResult {
    if (this.type === "secret") return bothSecrets(this.opened, theirs, this.name, !!this.secret?.text);
    return bothTexts(lines(theirs.item!), lines(this.mine()));
  }

  protected override render() {
    const title = this.row ? html`Edit ${this.kind} <span class="mono">${this.row.name}</span>` : "Create value";
    const hint = html`<span class="hint apart wide-only"><kbd>Ctrl</kbd> <kbd>Enter</kbd> saves</span>`;
    return this.sheet(title, this.fields(), this.theirs ? nothing : hint);
  }

  private fields() {
    return html`${typeField(this.row, this.type, (type) => (this.type = type))}
    ${this.nameField("value-name", !this.row)} ${this.loaded || !this.row ? this.content() : nothing}
    ${this.changed ? html`<p class="hint">Changed ${time(this.changed.at)}${this.changed.by ? ` by ${this.changed.by}` : ""}.</p>` : nothing}`;
  }

  private content() {
    if (this.type === "secret") return this.secretContent();
    return html`${this.type === "linked" ? this.linkContent() : this.jsonField("Value")}
      <label class="check">
        <input
          type="checkbox"
          .checked=${this.isPrivate}
          @change=${(event: Event) => (this.isPrivate = (event.target as HTMLInputElement).checked)}
        />
        <span>Private <span class="hint">– marked as for server programs only; kept, not enforced</span></span>
      </label>`;
  }

  private secretContent() {
    return html`<v-secret-field
        ?optional=${!!this.seen}
        .problem=${this.tried ? this.contentFault : ""}
        @typed=${() => {
          this.requestUpdate();
        }}
      ></v-secret-field>
      ${this.row ? usesField(this.row) : alsoLinkField(this.mayAlsoLink, this.alsoLink, (yes) => (this.alsoLink = yes))}`;
  }

  private linkContent() {
    return linkField({
      secrets: this.opened.secrets,
      link: this.link,
      fault: this.tried ? this.contentFault : "",
      isMissing: !!this.row?.missing && this.link === this.row.secret,
      onChange: (link) => (this.link = link),
    });
  }
}
