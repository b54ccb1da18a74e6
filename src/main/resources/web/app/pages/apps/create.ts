import { html } from "lit";
import { customElement, state } from "lit/decorators.js";
import { write } from "../../api/requests";
import { session } from "../../api/session";
import { tagName, TAGS } from "../../api/tags";
import type { App } from "../../api/types";
import { Drawer } from "../../parts/drawer";
import { appNameRule } from "../../parts/rules";
import { go, href } from "../../router";
import { words } from "./words";

/** Creates an app and opens it. */
@customElement("v-create-app")
export class CreateApp extends Drawer {
  protected readonly titleId = "create-app";
  @state() private name = "";
  @state() private tried = false;
  private environment = "";

  protected async submit(): Promise<void> {
    this.tried = true;
    if (appNameRule(this.name)) return;
    await this.work(async () => {
      const app = await write<App>("POST", `/groups/${session.project}/apps`, {
        name: this.name,
        environment: this.environment,
      });
      this.close();
      go(href("values", app._id));
    });
  }

  protected override render() {
    return this.dialog(
      this.form({ title: words.create, body: [this.nameField(), this.tagField()], footer: this.buttons(words.create) }),
    );
  }

  private nameField() {
    const wrong = this.tried || this.name ? appNameRule(this.name) : "";
    return html`<div class="field">
      <label for="app-name">${words.name}</label>
      <input
        class="input"
        id="app-name"
        autofocus
        autocomplete="off"
        spellcheck="false"
        aria-invalid=${!!wrong}
        aria-describedby="app-name-rule"
        @input=${(event: InputEvent) => (this.name = (event.target as HTMLInputElement).value)}
      />
      <p id="app-name-rule" class=${wrong ? "error" : "hint"} aria-live="polite">${wrong || words.nameHint}</p>
    </div>`;
  }

  private tagField() {
    return html`<div class="field">
      <label for="app-tag">${words.environment}</label>
      <select
        class="input"
        id="app-tag"
        @change=${(event: Event) => (this.environment = (event.target as HTMLSelectElement).value)}
      >
        ${TAGS.map((one) => html`<option value=${one}>${tagName(one)}</option>`)}
      </select>
      <p class="hint">${words.environmentHint}</p>
    </div>`;
  }
}
