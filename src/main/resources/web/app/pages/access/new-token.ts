import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { OpenedApp } from "../../api/opened";
import { write } from "../../api/requests";
import type { CreatedToken } from "../../api/types";
import { Creation } from "../../parts/creation";
import { endAfter, endField } from "../../parts/ends";
import { AppFollower } from "../../parts/page";
import { segments } from "../../parts/segments";
import { nameChoices } from "./names";
import "./program";
import { words } from "./words";

/** A quarter of a year, unless the person chooses another end. */
const DAYS = 90;

/** Creates a runtime token, and shows it with what a program needs to use it. */
@customElement("v-new-token")
export class NewToken extends Creation {
  @property({ attribute: false }) opened!: OpenedApp;
  protected readonly kind = "token";
  protected readonly shownTitle = words.creating.shown;
  protected readonly warning = words.creating.once;
  /** Whether it may read only the chosen values. */
  @state() private some = true;
  @state() private chosen = new Set<string>();
  @state() private wanted = "";
  private days = DAYS;

  constructor() {
    super();
    new AppFollower(this);
  }

  protected override get complete(): boolean {
    return super.complete && (!this.some || this.chosen.size > 0);
  }

  protected async create(name: string) {
    const body = {
      name,
      values: this.some ? [...this.chosen].sort() : undefined,
      expires_at: endAfter(this.days),
    };
    const { token } = await write<CreatedToken>("POST", this.opened.path("/runtime_tokens"), body);
    return [{ label: words.creating.token, text: token }];
  }

  protected override usage(token: string) {
    return html`<v-program .opened=${this.opened} .token=${token} .names=${[...this.chosen]}></v-program>`;
  }

  private choose = (name: string, yes: boolean) => {
    const chosen = new Set(this.chosen);
    if (yes) chosen.add(name);
    else chosen.delete(name);
    this.chosen = chosen;
  };

  protected override render() {
    return this.showing(() =>
      this.form({ title: words.creating.title, body: this.fields(), footer: this.buttons(words.creating.action) }),
    );
  }

  private fields() {
    const text = words.creating;
    const scopes = [
      [true, text.some],
      [false, text.all],
    ] as const;
    return html`${this.nameField(text.name)}
      <fieldset class="field">
        <legend class="label">${text.scope}</legend>
        <div class="segments">${segments("token-values", scopes, this.some, (some) => (this.some = some))}</div>
        ${this.some ? nothing : html`<p class="hint">${text.allHint}</p>`}
      </fieldset>
      ${
        this.some
          ? nameChoices({
              all: this.opened.values.map((value) => value.name).sort((one, other) => one.localeCompare(other)),
              chosen: this.chosen,
              wanted: this.wanted,
              wrong: this.tried && !this.chosen.size,
              onSearch: (wanted) => (this.wanted = wanted),
              onChoose: this.choose,
            })
          : nothing
      }
      ${endField({ id: "token-life", days: this.days, hint: text.end, onChange: (days) => (this.days = days) })}`;
  }
}
