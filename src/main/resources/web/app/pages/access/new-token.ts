import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { write } from "../../api/requests";
import type { CreatedToken } from "../../api/types";
import { segments } from "../../parts/segments";
import { Creation } from "./creation";

const DAY = 86_400;
const LIVES: [days: number, title: string][] = [
  [0, "Never"],
  [30, "In 30 days"],
  [90, "In 90 days"],
  [365, "In a year"],
];

/** Creates a runtime token and shows it. */
@customElement("v-new-token")
export class NewToken extends Creation {
  protected readonly kind = "token";
  protected readonly shownTitle = "Runtime token created";
  protected readonly warning =
    "It is shown only now. Give it to your program as a secret of its own: nobody can show it again.";
  /** Whether it may read only the chosen values. */
  @state() private some = false;
  @state() private chosen = new Set<string>();
  private days = 0;

  protected override get complete(): boolean {
    return super.complete && (!this.some || this.chosen.size > 0);
  }

  protected async create(name: string) {
    const body = {
      name,
      values: this.some ? [...this.chosen].sort() : undefined,
      expires_at: this.days ? Math.floor(Date.now() / 1000) + this.days * DAY : undefined,
    };
    const { token } = await write<CreatedToken>("POST", this.opened.path("/runtime_tokens"), body);
    return [{ label: "Runtime token", text: token }];
  }

  private choose(name: string, yes: boolean) {
    const chosen = new Set(this.chosen);
    if (yes) chosen.add(name);
    else chosen.delete(name);
    this.chosen = chosen;
  }

  protected override render() {
    return this.showing(() =>
      this.form({ title: "Create runtime token", body: this.fields(), footer: this.buttons("Create") }),
    );
  }

  private fields() {
    const scopes = [
      [false, "All values"],
      [true, "Only some"],
    ] as const;
    return html`${this.nameField("Which program uses it, and where.")}
      <fieldset class="field">
        <legend class="label">May read</legend>
        <div class="segments">${segments("token-values", scopes, this.some, (some) => (this.some = some))}</div>
      </fieldset>
      ${this.some ? this.values() : nothing}
      <div class="field">
        <label for="token-life">Expires</label>
        <select
          class="input"
          id="token-life"
          @change=${(event: Event) => (this.days = Number((event.target as HTMLSelectElement).value))}
        >
          ${LIVES.map(([days, title]) => html`<option value=${days}>${title}</option>`)}
        </select>
      </div>`;
  }

  private values() {
    const names = this.opened.values.map((value) => value.name).sort((one, other) => one.localeCompare(other));
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
                @change=${(event: Event) => {
                  this.choose(name, (event.target as HTMLInputElement).checked);
                }}
              /><span class="mono break">${name}</span></label
            >`,
        )}
      </div>
      ${names.length === 0 ? html`<p class="hint">This app has no values yet.</p>` : nothing}
      <p class="error" role="alert" ?hidden=${!wrong}>Choose at least one value.</p>
    </fieldset>`;
  }
}
