import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { Token } from "../../api/access";
import { write } from "../../api/http";
import { head } from "../../parts/dialog";
import { Following } from "../../parts/page";
import { type Shown, shownOnce } from "./shown-once";

const LONGEST_NAME = 128;
const DAY = 86_400;
const LIVES: [days: number, title: string][] = [
  [0, "Never"],
  [30, "In 30 days"],
  [90, "In 90 days"],
  [365, "In a year"],
];

/** Creates a runtime token, and shows it. */
@customElement("v-new-token")
export class NewToken extends Following {
  @state() private created: Shown[] | null = null;
  @state() private tried = false;
  @state() private name = "";
  @state() private some = false;
  @state() private chosen = new Set<string>();
  private days = 0;

  override firstUpdated() {
    this.querySelector("dialog")!.showModal();
  }

  private close = () => {
    this.created = null;
    this.dispatchEvent(new Event("closed"));
  };

  private submit = async (event: Event) => {
    event.preventDefault();
    this.tried = true;
    if (!this.name.trim() || (this.some && !this.chosen.size)) return;
    const done = await this.work(async () => {
      const body = {
        name: this.name.trim(),
        values: this.some ? [...this.chosen].sort() : undefined,
        expires_at: this.days ? Math.floor(Date.now() / 1000) + this.days * DAY : undefined,
      };
      const token = await write<Token & { token: string }>("POST", this.opened.path("/runtime_tokens"), body);
      this.created = [{ label: "Runtime token", text: token.token }];
    });
    if (!done) return;
    await this.updateComplete;
    // The form with what had the focus is gone.
    this.querySelector<HTMLElement>(".once button")?.focus();
  };

  private choose(name: string, yes: boolean) {
    const chosen = new Set(this.chosen);
    if (yes) chosen.add(name);
    else chosen.delete(name);
    this.chosen = chosen;
  }

  protected override render() {
    const title = this.created ? "created-title" : "token-title";
    return html`<dialog
      aria-labelledby=${title}
      @cancel=${(event: Event) => (this.created ? event.preventDefault() : this.close())}
      @close=${this.close}
    >
      ${
        this.created
          ? shownOnce(
              "Runtime token created",
              "It is shown only now. Give it to your program as a secret of its own: nobody can show it again.",
              this.created,
              this.close,
            )
          : this.form()
      }
    </dialog>`;
  }

  private form() {
    const wrong = this.tried && !this.name.trim();
    const names = this.opened.values.map((value) => value.name).sort((one, other) => one.localeCompare(other));
    return html`<form @submit=${this.submit} novalidate>
      ${head("token-title", "Create runtime token", this.close)}
      <div class="body">
        <div class="field">
          <label for="token-name">Name</label>
          <input
            class="input"
            id="token-name"
            autofocus
            autocomplete="off"
            maxlength=${LONGEST_NAME}
            aria-invalid=${wrong}
            aria-describedby="token-name-rule"
            @input=${(event: InputEvent) => (this.name = (event.target as HTMLInputElement).value)}
          />
          <p id="token-name-rule" class=${wrong ? "error" : "hint"}>
            ${wrong ? "Enter a name." : "Which program uses it, and where."}
          </p>
        </div>
        <fieldset class="field">
          <legend class="label">May read</legend>
          <div class="segments">
            ${(
              [
                [false, "All values"],
                [true, "Only some"],
              ] as const
            ).map(
              ([some, title]) =>
                html`<label
                  ><input
                    type="radio"
                    name="token-values"
                    .checked=${this.some === some}
                    @change=${() => (this.some = some)}
                  /><span>${title}</span></label
                >`,
            )}
          </div>
        </fieldset>
        ${this.some ? this.names(names) : nothing}
        <div class="field">
          <label for="token-life">Expires</label>
          <select
            class="input"
            id="token-life"
            @change=${(event: Event) => (this.days = Number((event.target as HTMLSelectElement).value))}
          >
            ${LIVES.map(([days, title]) => html`<option value=${days}>${title}</option>`)}
          </select>
        </div>
        <p class="note bad" role="alert" ?hidden=${!this.problem}>${this.problem}</p>
      </div>
      <footer>
        <button type="button" class="button" @click=${this.close}>Cancel</button>
        <button class="button primary" aria-busy=${this.working}><span>Create</span></button>
      </footer>
    </form>`;
  }

  private names(names: string[]) {
    const wrong = this.tried && !this.chosen.size;
    return html`<fieldset class="field">
      <legend class="label">Values</legend>
      <div class="choices">
        ${names.map(
          (name) =>
            html`<label class="check"
              ><input
                type="checkbox"
                .checked=${this.chosen.has(name)}
                @change=${(event: Event) => this.choose(name, (event.target as HTMLInputElement).checked)}
              /><span class="mono break">${name}</span></label
            >`,
        )}
      </div>
      ${names.length === 0 ? html`<p class="hint">This app has no values yet.</p>` : nothing}
      <p class="error" role="alert" ?hidden=${!wrong}>Choose at least one value.</p>
    </fieldset>`;
  }
}
