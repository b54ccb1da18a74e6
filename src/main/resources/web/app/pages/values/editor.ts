import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { isStale } from "../../api/http";
import type { Seen } from "../../api/values";
import { jsonRule, nameRule } from "../../parts/rules";
import "../../parts/secret-field";
import type { SecretField } from "../../parts/secret-field";
import { Sheet } from "../../parts/sheet";
import { bothTexts, type Theirs } from "../../parts/stale";
import { words } from "./editor-words";
import * as fields from "./fields";
import type { Held } from "./held";
import * as items from "./held";
import { historyLink } from "./history-link";
import { type Notes, notesFault, notesFields } from "./notes";
import type { Row, RowType } from "./rows";
import { type SeenHeld, undoSave } from "./undo";

/** Creates or changes a value or a secret. */
@customElement("v-value-editor")
export class ValueEditor extends Sheet<Held> {
  protected readonly titleId = "editor-title";
  @property({ attribute: false }) row: Row | null = null;
  @state() private type: RowType = "value";
  /** The name of the secret that a value links to. */
  @state() private link = "";
  @state() private isPrivate = false;
  @state() private notes: Notes = { note: "", tags: "" };
  /** Whether a new secret also gets a value that links to it. */
  @state() private alsoLink = true;
  /** Who last changed it when; null for a new one. */
  @state() private changed: { at: number; by: string } | null = null;
  @query("v-secret-field") private secret?: SecretField;
  /** The item that a save replaces, as it was when it was opened here; undefined to create one. */
  private seen: SeenHeld | undefined;

  protected get kind() {
    return this.type === "secret" ? "secret" : "value";
  }

  protected get nameFault(): string {
    const rule = nameRule(this.name);
    if (rule) return this.tried || this.name ? rule : "";
    return items.isTaken(this.opened, this.mine(), this.seen?.id) ? words.taken(this.kind) : "";
  }

  protected get contentFault(): string {
    if (this.type === "secret") return this.secret?.fault ?? "";
    if (this.type === "value") return jsonRule(this.text);
    return this.opened.secrets.some((one) => one.name === this.link) ? "" : words.chooseSecret;
  }

  protected override otherFault(): string {
    return notesFault(this.notes);
  }

  /** Whether the name is free for a value that links to the secret. */
  private get mayAlsoLink(): boolean {
    return !this.opened.values.some((value) => value.name === this.name);
  }

  protected override get openedEtag(): string | undefined {
    return this.seen?.etag;
  }

  protected override get listedEtag(): string | null | undefined {
    return this.seen && (items.listedIn(this.opened, this.seen.id)?.etag ?? null);
  }

  protected override readNow(): Promise<Theirs<Held>> {
    return items.readTheirs(this.opened, this.row!, this.changed?.at);
  }

  protected async load(): Promise<boolean> {
    if (!this.row) return true;
    const { id, etag, type, name } = this.row;
    this.seen = { id, etag };
    this.changed = { at: this.row.modified, by: this.row.by };
    this.show(items.listed(this.row));
    if (type === "value") await this.work(() => this.readContent(id));
    return this.seen ? true : this.gone(name);
  }

  private async readContent(id: string): Promise<void> {
    const now = await items.readIfThere(this.opened, id);
    this.seen = now && { id, etag: now.etag, held: now };
    if (now) this.show(now);
  }

  private show({ type, name, text, link, private: isPrivate, note, tags }: Held): void {
    Object.assign(this, { type, name, text, link, isPrivate, notes: { note, tags } });
  }

  private mine(): Held {
    const { type, name, text, link, isPrivate, notes } = this;
    return { type, name, text, link, private: isPrivate, ...notes };
  }

  protected typed(): string {
    // To choose the type of a new item is not to type something.
    return JSON.stringify([{ ...this.mine(), ...(this.row ? {} : { type: "" }) }, this.secret?.text ?? ""]);
  }

  protected override focusLoaded(): void {
    if (!this.row) return;
    if (this.type === "value") this.editor?.focus();
    else this.querySelector<HTMLElement>("#secret-content, #value-link")?.focus();
  }

  protected async write(): Promise<Theirs<Held> | null> {
    const seen = this.seen;
    try {
      await this.opened.change(() => this.send(seen));
      return null;
    } catch (problem) {
      if (!seen || !isStale(problem)) throw problem;
      return this.readNow();
    }
  }

  private async send(seen: Seen | undefined): Promise<void> {
    if (this.type !== "secret") return items.writeHeld(this.opened, this.mine(), seen);
    const content = this.secret!.text;
    if (this.row || !this.alsoLink || !this.mayAlsoLink)
      return items.writeSecret(this.opened, this.mine(), content, seen);
    return items.createWithLink(this.opened, this.mine(), content);
  }

  protected override isSame({ item }: Theirs<Held>): boolean {
    return item !== null && this.type !== "secret" && items.lines(item) === items.lines(this.mine());
  }

  protected override undo() {
    return this.theirs
      ? undefined
      : undoSave(this.opened, { row: this.row, before: this.seen?.held, now: this.mine() });
  }

  protected savedMessage(): string {
    const type = words.read(this.kind);
    return this.theirs ? words.alreadySo(type, this.name) : words.is(type, this.name, !!this.opened.draft);
  }

  protected replace({ item }: Theirs<Held>): void {
    this.seen = item ? { id: this.seen!.id, etag: item.etag, held: item } : undefined;
  }

  protected take({ item, by, at }: Theirs<Held>): void {
    this.seen = { id: this.seen!.id, etag: item!.etag, held: item! };
    this.changed = at === undefined ? null : { at, by: this.opened.who(by) };
    this.secret?.clear();
    this.show(item!);
  }

  protected focusTaken = () => this.querySelector<HTMLElement>("#value-name")?.focus();

  protected both(theirs: Theirs<Held>): TemplateResult {
    if (this.type === "secret") return fields.bothSecrets(this.opened, theirs, this.name, !!this.secret?.text);
    return bothTexts(items.lines(theirs.item!), items.lines(this.mine()));
  }

  protected override render() {
    const content = html`${fields.typeField(this.row, this.type, (type) => (this.type = type))}
    ${this.nameField("value-name", !this.row)} ${this.content()}
    ${notesFields(this.notes, (notes) => (this.notes = notes))} ${historyLink(this.opened.id, this.row)}
    ${fields.changedHint(this.changed)}`;
    return this.sheet(fields.editorTitle(this.row, this.kind), content, this.theirs ? nothing : fields.saveHint());
  }

  private content() {
    // The field of a new secret stays while another type is chosen: what is typed is in the field only.
    return [
      !this.row || this.type === "secret" ? this.secretContent() : nothing,
      this.type === "linked" ? this.linkContent() : this.type === "value" ? this.jsonField(words.value) : nothing,
      this.type === "secret" ? nothing : fields.privateField(this.isPrivate, (yes) => (this.isPrivate = yes)),
    ];
  }

  private secretContent() {
    const isChosen = this.type === "secret";
    return fields.secretField({
      row: this.row,
      isChosen,
      isStored: !!this.seen,
      problem: this.tried && isChosen ? this.contentFault : "",
      onTyped: () => this.requestUpdate(),
      alsoLink: () => fields.alsoLinkField(this.mayAlsoLink, this.alsoLink, (yes) => (this.alsoLink = yes)),
    });
  }

  private linkContent() {
    return fields.linkField({
      secrets: this.opened.secrets,
      link: this.link,
      fault: this.tried ? this.contentFault : "",
      isMissing: !!this.row?.missing && this.link === this.row.secret,
      onChange: (link) => (this.link = link),
    });
  }
}
