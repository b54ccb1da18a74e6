import { html } from "lit";
import { customElement } from "lit/decorators.js";
import { write } from "../../api/requests";
import { session } from "../../api/session";
import type { CreatedKey, Role } from "../../api/types";
import { Creation } from "./creation";
import { ROLES } from "./roles";

/** Creates an API key and shows it. */
@customElement("v-new-key")
export class NewKey extends Creation {
  protected readonly kind = "key";
  protected readonly shownTitle = "API key created";
  protected readonly warning =
    "The private key is shown only now. Store it in a password manager: nobody can show it again.";
  private granted: Role = "GROUP_OWNER";

  protected async create(name: string) {
    const body = { name, role: this.granted };
    const key = await write<CreatedKey>("POST", `/groups/${session.project}/api_keys`, body);
    return [
      { label: "Public key", text: key.public_key },
      { label: "Private key", text: key.private_key },
    ];
  }

  protected override render() {
    return this.showing(() =>
      this.form({
        title: "Create API key",
        body: html`${this.nameField("Whose key it is. The deployments and the audit log show this name.")}
          <div class="field">
            <label for="key-role">Role</label>
            <select
              class="input"
              id="key-role"
              @change=${(event: Event) => (this.granted = (event.target as HTMLSelectElement).value as Role)}
            >
              ${Object.entries(ROLES).map(([role, title]) => html`<option value=${role}>${title}</option>`)}
            </select>
            <p class="hint">An owner changes and deploys everything in the project.</p>
          </div>`,
        footer: this.buttons("Create"),
      }),
    );
  }
}
