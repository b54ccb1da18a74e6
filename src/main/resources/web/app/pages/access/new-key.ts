import { html } from "lit";
import { customElement, state } from "lit/decorators.js";
import { type Key, ROLES } from "../../api/access";
import { write } from "../../api/http";
import { session } from "../../api/session";
import { head } from "../../parts/dialog";
import { Working } from "../../parts/page";
import { type Shown, shownOnce } from "./shown-once";

const LONGEST_NAME = 128;

/** Creates an API key, and shows it. */
@customElement("v-new-key")
export class NewKey extends Working {
  @state() private created: Shown[] | null = null;
  @state() private tried = false;
  @state() private name = "";
  private granted: Key["role"] = "GROUP_OWNER";

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
    if (!this.name.trim()) return;
    const done = await this.work(async () => {
      const body = { name: this.name.trim(), role: this.granted };
      const key = await write<Key & { private_key: string }>("POST", `/groups/${session.project}/api_keys`, body);
      this.created = [
        { label: "Public key", text: key.public_key },
        { label: "Private key", text: key.private_key },
      ];
    });
    if (!done) return;
    await this.updateComplete;
    // The form with what had the focus is gone.
    this.querySelector<HTMLElement>(".once button")?.focus();
  };

  protected override render() {
    const title = this.created ? "created-title" : "key-title";
    return html`<dialog
      aria-labelledby=${title}
      @cancel=${(event: Event) => (this.created ? event.preventDefault() : this.close())}
      @close=${this.close}
    >
      ${
        this.created
          ? shownOnce(
              "API key created",
              "The private key is shown only now. Store it in a password manager: nobody can show it again.",
              this.created,
              this.close,
            )
          : this.form()
      }
    </dialog>`;
  }

  private form() {
    const wrong = this.tried && !this.name.trim();
    return html`<form @submit=${this.submit} novalidate>
      ${head("key-title", "Create API key", this.close)}
      <div class="body">
        <div class="field">
          <label for="key-name">Name</label>
          <input
            class="input"
            id="key-name"
            autofocus
            autocomplete="off"
            maxlength=${LONGEST_NAME}
            aria-invalid=${wrong}
            aria-describedby="key-name-rule"
            @input=${(event: InputEvent) => (this.name = (event.target as HTMLInputElement).value)}
          />
          <p id="key-name-rule" class=${wrong ? "error" : "hint"}>
            ${wrong ? "Enter a name." : "Whose key it is. The deployments and the audit log show this name."}
          </p>
        </div>
        <div class="field">
          <label for="key-role">Role</label>
          <select
            class="input"
            id="key-role"
            @change=${(event: Event) => (this.granted = (event.target as HTMLSelectElement).value as Key["role"])}
          >
            ${Object.entries(ROLES).map(([role, title]) => html`<option value=${role}>${title}</option>`)}
          </select>
          <p class="hint">An owner changes and deploys everything in the project.</p>
        </div>
        <p class="note bad" role="alert" ?hidden=${!this.problem}>${this.problem}</p>
      </div>
      <footer>
        <button type="button" class="button" @click=${this.close}>Cancel</button>
        <button class="button primary" aria-busy=${this.working}><span>Create</span></button>
      </footer>
    </form>`;
  }
}
