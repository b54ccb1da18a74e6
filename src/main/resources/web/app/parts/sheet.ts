import { nothing, type TemplateResult } from "lit";
import { query, state } from "lit/decorators.js";
import { session } from "../api/session";
import { AppDrawer } from "./drawer";
import { jsonField, nameField } from "./fields";
import type { JsonEditor } from "./json-editor";
import { nameRule } from "./rules";
import { readerNote, saveButtons } from "./sheet-parts";
import { focusStale, staleNote, type Theirs } from "./stale";
import { toasts } from "./toasts";
import { words } from "./words/sheet";

/**
 * A drawer in which an item is created or changed. What is typed stays until it is saved, or until the person agrees to
 * discard it. If somebody else changed the item after it was opened, the person chooses which version to keep.
 */
export abstract class Sheet<T> extends AppDrawer {
  @state() protected name = "";
  /** The content, as JSON text. */
  @state() protected text = "";
  /** Whether the person has tried to save: from then on, faults of empty fields are shown, too. */
  @state() protected tried = false;
  /** The item as somebody else saved it after it was opened here. */
  @state() protected theirs: Theirs<T> | null = null;
  @state() private looking = false;
  @query("v-json-editor") protected editor?: JsonEditor;
  /** What was typed when it was opened. */
  private saved: string | null = null;

  /** What kind of item it is, such as "value". */
  protected abstract readonly kind: string;
  protected abstract readonly nameFault: string;
  protected abstract readonly contentFault: string;

  /** Fills in the item that is changed; returns false if it no longer exists. */
  protected abstract load(): Promise<boolean>;

  /** All that is typed, as one text to compare with. */
  protected abstract typed(): string;

  /** Saves; returns the item as it is now if somebody else has changed or deleted it. */
  protected abstract write(): Promise<Theirs<T> | null>;

  /** What to say once it is saved. */
  protected abstract savedMessage(): string;

  /** Both versions of the item. */
  protected abstract both(theirs: Theirs<T>): TemplateResult;

  /** Makes the next save replace their version, or create the item again if they deleted it. */
  protected abstract replace(theirs: Theirs<T>): void;

  /** Fills in their version. */
  protected abstract take(theirs: Theirs<T>): void;

  /** Sets the focus after the item, or their version of it, was filled in. */
  protected abstract focusLoaded(): void;
  protected abstract focusTaken(): void;

  /** Whether their version is what the person wanted to save. */
  protected isSame(_theirs: Theirs<T>): boolean {
    return false;
  }

  override async firstUpdated(): Promise<void> {
    if (!(await this.load())) return;
    this.saved = this.typed();
    await this.updateComplete;
    this.showModal();
    this.focusLoaded();
  }

  /** Closes it, since the item was deleted in the meantime. */
  protected async gone(name: string): Promise<false> {
    toasts.say(words.gone(this.kind, name));
    this.close();
    await this.opened.reload();
    return false;
  }

  protected override isTyped(): boolean {
    return this.saved !== null && this.typed() !== this.saved;
  }

  protected override key(event: KeyboardEvent): void {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void this.submit();
  }

  protected async submit(): Promise<void> {
    if (!session.mayWrite) return;
    if (this.theirs) {
      focusStale(this);
      return;
    }
    this.tried = true;
    if (this.nameFault || nameRule(this.name) || this.contentFault) {
      await this.updateComplete;
      (this.querySelector<HTMLElement>("[aria-invalid=true]") ?? this.editor)?.focus();
      return;
    }
    await this.store();
  }

  protected async store(): Promise<void> {
    const done = await this.work(async () => {
      this.theirs = await this.write();
      this.looking = false;
    });
    if (!done) return;
    if (this.theirs && !this.isSame(this.theirs)) {
      await this.updateComplete;
      focusStale(this);
      return;
    }
    toasts.say(this.savedMessage());
    this.close();
  }

  protected async keepMine(): Promise<void> {
    this.replace(this.theirs!);
    this.theirs = null;
    await this.submit();
  }

  private async takeTheirs(): Promise<void> {
    this.take(this.theirs!);
    this.theirs = null;
    await this.updateComplete;
    this.saved = this.typed();
    this.focusTaken();
  }

  protected sheet(title: unknown, body: unknown, apart: unknown): TemplateResult {
    const question = this.theirs ? this.question(this.theirs) : nothing;
    const buttons = saveButtons({
      opened: this.opened,
      working: this.working,
      asking: !!this.theirs,
      onLeave: () => void this.leave(),
    });
    return this.dialog(
      this.form({ title, body: [question, readerNote(this.kind), body], footer: [apart, buttons] }),
      "sheet",
    );
  }

  protected nameField(id: string, isNew: boolean): TemplateResult {
    return nameField({
      id,
      name: this.name,
      fault: this.nameFault,
      autofocus: isNew,
      readOnly: !session.mayWrite,
      onInput: (name) => (this.name = name),
    });
  }

  protected jsonField(title: string): TemplateResult {
    return jsonField({
      title,
      text: this.text,
      fault: this.contentFault,
      told: !!this.text.trim() || this.tried,
      readOnly: !session.mayWrite,
      onInput: (text) => (this.text = text),
      onReplace: (text) => {
        this.text = text;
        this.editor?.focus();
      },
    });
  }

  private question(theirs: Theirs<T>): TemplateResult {
    return staleNote({
      opened: this.opened,
      kind: this.kind,
      theirs,
      looking: this.looking,
      both: () => this.both(theirs),
      onMine: () => void this.keepMine(),
      onTheirs: () => void this.takeTheirs(),
      onLook: () => (this.looking = !this.looking),
      onClose: () => {
        this.close();
      },
    });
  }
}
