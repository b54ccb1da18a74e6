import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { message } from "../api/http";
import { get, write } from "../api/requests";
import { session } from "../api/session";
import type { Key } from "../api/types";
import { confirm } from "../parts/dialog";
import { icon } from "../parts/icons";
import { Working } from "../parts/page";
import { toasts } from "../parts/toasts";
import { asksToCreate, type Route } from "../router";
import "./keys/new-key";
import { isOwn, keyTable } from "./keys/table";
import { words } from "./keys/words";

/** The people and API keys of the project. */
@customElement("v-keys")
export class Keys extends Working {
  @property({ attribute: false }) route!: Route;
  @state() private creating = false;
  @state() private keys: Key[] | null = null;

  protected override willUpdate(changed: Map<string, unknown>) {
    if (changed.has("route") && asksToCreate(this.route)) this.creating = session.mayWrite;
  }

  override firstUpdated() {
    void this.load();
  }

  private get path(): string {
    return `/groups/${session.project}/api_keys`;
  }

  private async load() {
    try {
      this.keys = await get<Key[]>(this.path);
      this.problem = "";
    } catch (problem) {
      this.problem = message(problem);
    }
  }

  private closed = async () => {
    this.creating = false;
    await this.load();
    await this.updateComplete;
    this.querySelector<HTMLElement>("#create-key")?.focus();
  };

  private async revoke(key: Key) {
    const own = isOwn(key);
    const yes = await confirm({
      title: words.revoke.title(key.name),
      body: own ? words.revoke.own : words.revoke.other,
      action: words.revoke.action,
      danger: true,
      type: own ? key.name : undefined,
    });
    if (!yes) return;
    const done = await this.work(() => write("DELETE", `${this.path}/${key._id}`));
    if (done) toasts.say(words.revoked(key.name));
    else toasts.fail(this.problem);
    this.problem = "";
    if (done && own) await session.logout();
    else await this.load();
  }

  protected override render() {
    return html`<div class="page">
      <div class="page-head">
        <h1>${words.title}</h1>
        ${
          session.mayWrite
            ? html`<button
                class="button primary"
                id="create-key"
                data-key="c"
                title="${words.create} (c)"
                @click=${() => (this.creating = true)}
              >
                ${icon("plus")} ${words.create}
              </button>`
            : nothing
        }
        <p class="lead beneath">${words.lead} ${words.secrets}</p>
      </div>
      ${session.mayWrite ? nothing : html`<p class="note">${icon("info")}<span>${words.mayOnlyRead}</span></p>`}
      ${this.problem ? html`<p class="note bad" role="alert">${this.problem}</p>` : nothing}
      ${this.keys ? keyTable(this.keys, (key) => void this.revoke(key)) : nothing}
      ${this.creating ? html`<v-new-key @closed=${this.closed}></v-new-key>` : nothing}
    </div>`;
  }
}
