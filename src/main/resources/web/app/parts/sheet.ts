import type { TemplateResult } from "lit";
import { query, state } from "lit/decorators.js";
import { session } from "../api/session";
import { jsonField, nameField } from "./fields";
import type { JsonEditor } from "./json-editor";
import { nameRule } from "./rules";
import { readerNote, saveButtons, unreadNote } from "./sheet-parts";
import { focusStale, type Theirs } from "./stale";
import { toasts } from "./toasts";
import { Versions } from "./versions";
import { words } from "./words/sheet";

/**
 * A drawer in which an item is created or changed. What is typed stays until it is saved, or until the person agrees to
 * discard it.
 */
export abstract class Sheet<T> extends Versions<T> {
  @state() protected name = "";
  /** The content, as JSON text. */
  @state() protected text = "";
  /** Whether the person has tried to save: from then on, faults of empty fields are shown, too. */
  @state() protected tried = false;
  @query("v-json-editor") protected editor?: JsonEditor;
  /** Whether the item could not be read. Then nothing can be changed. */
  @state() private unread = false;

  protected abstract readonly nameFault: string;
  protected abstract readonly contentFault: string;
  /** What is wrong with other fields. */
  protected otherFault(): string {
    return "";
  }

  /** Fills in the item that is changed; returns false if it no longer exists. */
  protected abstract load(): Promise<boolean>;

  /** Saves; returns the item as it is now if somebody else has changed or deleted it. */
  protected abstract write(): Promise<Theirs<T> | null>;

  /** What to say once it is saved. */
  protected abstract savedMessage(): string;

  /** How to undo a save that was just made; undefined if that is not possible. */
  protected undo(): (() => void) | undefined {
    return undefined;
  }

  /** Sets the focus after the item was filled in. */
  protected abstract focusLoaded(): void;

  override async firstUpdated(): Promise<void> {
    if (!(await this.load())) return;
    this.unread = !!this.problem;
    if (!this.unread) this.saved = this.typed();
    await this.updateComplete;
    this.showModal();
    if (!this.unread) this.focusLoaded();
  }

  private readonly loadAgain = async () => {
    if (!(await this.load())) return;
    this.unread = !!this.problem;
    if (this.unread) return;
    this.saved = this.typed();
    await this.updateComplete;
    this.focusLoaded();
  };

  /** Closes it, since the item was deleted in the meantime. */
  protected async gone(name: string): Promise<false> {
    toasts.say(words.gone(this.kind, name));
    this.close();
    await this.opened.reload();
    return false;
  }

  protected override key(event: KeyboardEvent): void {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void this.submit();
  }

  protected async submit(): Promise<void> {
    if (!session.mayWrite || this.unread) return;
    if (this.theirs) {
      focusStale(this);
      return;
    }
    this.tried = true;
    if (this.nameFault || nameRule(this.name) || this.contentFault || this.otherFault()) {
      await this.updateComplete;
      (this.querySelector<HTMLElement>("[aria-invalid=true]") ?? this.editor)?.focus();
      return;
    }
    await this.store();
  }

  protected async store(): Promise<void> {
    const done = await this.work(async () => {
      this.ask(await this.write());
    });
    if (!done) return;
    if (this.theirs && !this.isSame(this.theirs)) {
      await this.updateComplete;
      focusStale(this);
      return;
    }
    const undo = this.undo();
    toasts.say(this.savedMessage(), undo && { label: words.undo, key: "z", run: undo });
    this.close();
  }

  protected sheet(title: unknown, body: unknown, apart: unknown): TemplateResult {
    const buttons = saveButtons({
      opened: this.opened,
      working: this.working,
      asking: !!this.theirs || this.unread,
      onLeave: () => void this.leave(),
    });
    const content = this.unread ? unreadNote(this.loadAgain) : [this.question(), readerNote(this.kind), body];
    return this.dialog(this.form({ title, body: content, footer: [apart, buttons] }), "sheet");
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
}
