import { html } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { icon } from "./icons";
import { Part } from "./page";
import { codePoints } from "./rules";
import { words } from "./words/secret-field";

/** The service's limit in code points, unless its operator changed it. */
const LONGEST = 500;
const GENERATED_BYTES = 32;

/** A masked field for the content of a secret. The text is in the field only, never in a property. */
@customElement("v-secret-field")
export class SecretField extends Part {
  /** Whether it may be empty, which keeps the stored content. */
  @property({ type: Boolean }) optional = false;
  @property() problem = "";
  @state() private shown = false;
  @state() private length = 0;
  @query("textarea") private area!: HTMLTextAreaElement;

  get text(): string {
    return this.area?.value ?? "";
  }

  get fault(): string {
    if (this.length === 0) return this.optional ? "" : words.empty;
    return this.length > LONGEST ? words.tooLong(LONGEST, this.length - LONGEST) : "";
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.clear();
  }

  clear(): void {
    if (this.area) this.area.value = "";
    this.length = 0;
  }

  private typed = () => {
    this.length = codePoints(this.area.value);
    this.dispatchEvent(new Event("typed"));
  };

  private generate = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(GENERATED_BYTES));
    this.area.value = btoa(String.fromCharCode(...bytes))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");
    this.shown = true;
    this.typed();
    this.area.focus();
  };

  protected override render() {
    const over = this.length > LONGEST;
    return html`<div class="field">
      <label for="secret-content">${this.optional ? words.newContent : words.content}</label>
      <textarea
        class="input mono ${this.shown ? "" : "masked"}"
        id="secret-content"
        rows="3"
        autocomplete="off"
        autocapitalize="none"
        spellcheck="false"
        data-1p-ignore
        data-lpignore="true"
        placeholder=${this.optional ? words.keep : ""}
        aria-invalid=${!!this.problem || over}
        aria-describedby="secret-rule"
        @input=${this.typed}
      ></textarea>
      <div class="under">
        <p id="secret-rule" class=${this.problem || over ? "error" : "hint"} aria-live="polite">
          ${over ? this.fault : this.problem || (this.optional ? words.replaces : words.neverShown)}
        </p>
        <span class="small nowrap ${over ? "bad" : "soft"}">${this.length} / ${LONGEST}</span>
      </div>
      <div class="row">
        <button
          type="button"
          class="button small"
          aria-pressed=${this.shown}
          @click=${() => (this.shown = !this.shown)}
        >
          ${icon(this.shown ? "hidden" : "eye")} ${this.shown ? words.hide : words.show}
        </button>
        <button type="button" class="button small" @click=${this.generate}>${icon("dice")} ${words.generate}</button>
      </div>
    </div>`;
  }
}
