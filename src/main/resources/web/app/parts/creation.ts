import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { confirm, head } from "./dialog";
import { Drawer } from "./drawer";
import { icon } from "./icons";
import { copy } from "./copying";
import { words } from "./words/creation";

const LONGEST_NAME = 128;

/** A text that is shown once, with its label. It stays in the page only while the dialog that shows it is open. */
interface Shown {
  label: string;
  text: string;
}

/** Creates something with a name that is then shown once. */
export abstract class Creation extends Drawer {
  @state() private created: Shown[] | null = null;
  /** Whether the person has tried to save. */
  @state() protected tried = false;
  @state() protected name = "";

  /** Begins the ids of the fields. */
  protected abstract readonly kind: string;
  /** What the person is told when it is shown. */
  protected abstract readonly shownTitle: string;
  protected abstract readonly warning: string;

  /** Creates it; returns what is shown. */
  protected abstract create(name: string): Promise<Shown[]>;

  /** What follows the texts that are shown, given the last of them. It makes the dialog wide. */
  protected usage?(text: string): TemplateResult;

  protected get titleId(): string {
    return this.created ? "created-title" : `${this.kind}-title`;
  }

  protected get complete(): boolean {
    return !!this.name.trim();
  }

  protected override isTyped(): boolean {
    return !!this.created || super.isTyped();
  }

  protected override askToLeave(): Promise<boolean> {
    return this.created ? confirm({ ...words.leave, danger: true }) : super.askToLeave();
  }

  protected override close(): void {
    this.created = null;
    super.close();
  }

  protected override cancel(event: Event): void {
    if (this.created) event.preventDefault();
    else super.cancel(event);
  }

  protected async submit(): Promise<void> {
    this.tried = true;
    if (!this.complete) return;
    const done = await this.work(async () => {
      this.created = await this.create(this.name.trim());
    });
    if (!done) return;
    await this.updateComplete;
    // The form, which had the focus, was replaced.
    this.querySelector<HTMLElement>(".once button")?.focus();
  }

  /** The form, until there is something to show. */
  protected showing(form: () => TemplateResult): TemplateResult {
    return this.dialog(this.created ? this.shownOnce(this.created) : form(), this.created && this.usage ? "wide" : "");
  }

  protected nameField(hint: string): TemplateResult {
    const wrong = this.tried && !this.name.trim();
    return html`<div class="field">
      <label for="${this.kind}-name">${words.name}</label>
      <input
        class="input"
        id="${this.kind}-name"
        autofocus
        autocomplete="off"
        maxlength=${LONGEST_NAME}
        aria-invalid=${wrong}
        aria-describedby="${this.kind}-name-rule"
        @input=${(event: InputEvent) => (this.name = (event.target as HTMLInputElement).value)}
      />
      <p id="${this.kind}-name-rule" class=${wrong ? "error" : "hint"}>${wrong ? words.nameMissing : hint}</p>
    </div>`;
  }

  private shownOnce(parts: Shown[]): TemplateResult {
    return html`${head("created-title", this.shownTitle, () => this.close())}
      <div class="body">
        <p class="note warn" role="status">${icon("warning")}<span>${this.warning}</span></p>
        ${parts.map(
          ({ label, text }, place) =>
            html`<div class="field">
              <label for="shown-${place}">${label}</label>
              <div class="row once">
                <input
                  class="input mono"
                  id="shown-${place}"
                  readonly
                  autocomplete="off"
                  data-1p-ignore
                  data-lpignore="true"
                  .value=${text}
                  @focus=${select}
                />
                <button
                  type="button"
                  class="button"
                  aria-label=${words.copyLabel(label)}
                  @click=${() => copy(text, words.copied(label))}
                >
                  ${icon("copy")} ${words.copy}
                </button>
              </div>
            </div>`,
        )}
        ${this.usage ? this.usage(parts.at(-1)!.text) : nothing}
      </div>
      <footer>
        <button type="button" class="button primary" @click=${() => this.close()}>${words.stored}</button>
      </footer>`;
  }
}

function select(event: Event): void {
  (event.target as HTMLInputElement).select();
}
