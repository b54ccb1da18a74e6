import { html } from "lit";
import { customElement, state } from "lit/decorators.js";
import { write } from "../../api/requests";
import { session } from "../../api/session";
import type { CreatedKey, Role } from "../../api/types";
import { Creation } from "../../parts/creation";
import { endAfter, endField } from "../../parts/ends";
import { words } from "./words";

const ROLES: Role[] = ["GROUP_READ_ONLY", "GROUP_OWNER"];

/** Creates an API key and shows it. */
@customElement("v-new-key")
export class NewKey extends Creation {
  protected readonly kind = "key";
  protected readonly shownTitle = words.creating.shown;
  protected readonly warning = words.creating.once;
  /** The role that can do least, unless the person chooses another. */
  @state() private granted: Role = "GROUP_READ_ONLY";
  private days = 0;

  protected async create(name: string) {
    const body = { name, role: this.granted, expires_at: endAfter(this.days) };
    const key = await write<CreatedKey>("POST", `/groups/${session.project}/api_keys`, body);
    return [
      { label: words.creating.publicKey, text: key.public_key },
      { label: words.creating.privateKey, text: key.private_key },
    ];
  }

  protected override render() {
    return this.showing(() =>
      this.form({ title: words.creating.title, body: this.fields(), footer: this.buttons(words.creating.action) }),
    );
  }

  private fields() {
    return html`${this.nameField(words.creating.name)}
      <div class="field">
        <label for="key-role">${words.creating.role}</label>
        <select
          class="input"
          id="key-role"
          aria-describedby="key-role-rule"
          @change=${(event: Event) => (this.granted = (event.target as HTMLSelectElement).value as Role)}
        >
          ${ROLES.map((role) => html`<option value=${role}>${words.roles[role]}</option>`)}
        </select>
        <p class="hint" id="key-role-rule" aria-live="polite">${words.creating.roleHints[this.granted]}</p>
      </div>
      ${endField({ id: "key-life", days: this.days, hint: words.creating.end, onChange: (days) => (this.days = days) })}`;
  }
}
