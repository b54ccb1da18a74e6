import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { write } from "../api/requests";
import { session } from "../api/session";
import { confirmAppDeletion } from "../parts/dialog";
import { environmentSelect } from "../parts/environment-select";
import { icon } from "../parts/icons";
import { Following } from "../parts/page";
import { toasts } from "../parts/toasts";
import { go, href } from "../router";
import { words } from "./settings/words";

/** The settings of the app. */
@customElement("v-settings")
export class Settings extends Following {
  private setDrafts = async (event: Event) => {
    const box = event.target as HTMLInputElement;
    const done = await this.work(async () => {
      await write("PATCH", this.opened.path("/deploy/config"), { ui_drafts_disabled: !box.checked });
      await this.opened.reload();
    });
    box.checked = !this.opened.draftsOff;
    if (done) toasts.say(this.opened.draftsOff ? words.draftsOff : words.draftsOn);
  };

  private copyId = async () => {
    await navigator.clipboard.writeText(this.opened.app!.client_app_id);
    toasts.say(words.copied);
  };

  private deleteApp = async () => {
    const name = this.opened.app!.name;
    if (!(await confirmAppDeletion(name))) return;
    const done = await this.work(() => write("DELETE", this.opened.path()));
    if (!done) return;
    toasts.say(words.deleted(name));
    go(href("apps"));
  };

  protected override render() {
    const app = this.opened.app!;
    return html`<div class="page narrow">
      <div class="page-head"><h1>${words.title}</h1></div>
      ${this.problem ? html`<p class="note bad" role="alert">${this.problem}</p>` : nothing}
      <section class="card">
        <div class="card-head"><h2>${words.app}</h2></div>
        <div class="card-body">
          <div class="field">
            <span class="label">${words.clientId}</span>
            <div class="row">
              <code>${app.client_app_id}</code>
              <button class="button small" @click=${this.copyId}>${icon("copy")} ${words.copy}</button>
            </div>
          </div>
          <div class="field">
            <label for="environment">${words.environment}</label>
            ${environmentSelect({
              id: "environment",
              opened: this.opened,
              disabled: !session.mayWrite,
              describedBy: "environment-rule",
              work: (what) => this.work(what),
            })}
            <p class="hint" id="environment-rule">${words.environmentHint}</p>
          </div>
          <label class="check">
            <input
              type="checkbox"
              .checked=${!this.opened.draftsOff}
              ?disabled=${!session.mayWrite}
              @change=${this.setDrafts}
            />
            <span>${words.drafts}<br /><span class="hint">${words.draftsHint}</span></span>
          </label>
        </div>
      </section>
      ${
        session.mayWrite
          ? html`<section class="card">
              <div class="card-head"><h2>${words.deleteTitle}</h2></div>
              <div class="card-body">
                <p class="soft">${words.deleteHint}</p>
                <div>
                  <button class="button danger" @click=${this.deleteApp}>
                    ${icon("trash")} ${words.delete(app.name)}
                  </button>
                </div>
              </div>
            </section>`
          : nothing
      }
    </div>`;
  }
}
