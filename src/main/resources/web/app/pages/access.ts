import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { message } from "../api/http";
import { get, write } from "../api/requests";
import { session } from "../api/session";
import type { Token } from "../api/types";
import { confirm } from "../parts/dialog";
import { icon } from "../parts/icons";
import { Following } from "../parts/page";
import { toasts } from "../parts/toasts";
import { asksToCreate, href, type Route } from "../router";
import "./access/how-to";
import "./access/new-token";
import { tokenTable } from "./access/table";
import { words } from "./access/words";

/** The runtime tokens of an app: which programs may read it. */
@customElement("v-access")
export class Access extends Following {
  @property({ attribute: false }) route!: Route;
  @state() private tokens: Token[] | null = null;
  @state() private shown: "create" | "how-to" | null = null;

  protected override willUpdate(changed: Map<string, unknown>) {
    if (changed.has("route") && asksToCreate(this.route) && session.mayWrite) this.shown = "create";
  }

  override firstUpdated() {
    void this.load();
  }

  private async load() {
    try {
      this.tokens = await get<Token[]>(this.opened.path("/runtime_tokens"));
    } catch (problem) {
      this.problem = message(problem);
    }
  }

  private closed = async () => {
    const by = this.shown;
    this.shown = null;
    if (by === "create") await this.load();
    await this.updateComplete;
    this.querySelector<HTMLElement>(`#${by}-token`)?.focus();
  };

  private async revoke(token: Token) {
    const yes = await confirm({
      title: words.revoke.title(token.name),
      body: words.revoke.body,
      action: words.revoke.action,
      danger: true,
    });
    if (!yes) return;
    const done = await this.work(() => write("DELETE", this.opened.path(`/runtime_tokens/${token._id}`)));
    if (done) toasts.say(words.revoked(token.name));
    else toasts.fail(this.problem);
    this.problem = "";
    await this.load();
  }

  protected override render() {
    return html`<div class="page">
      <div class="page-head">
        <h1>${words.title}</h1>
        <button class="button" id="how-to-token" @click=${() => (this.shown = "how-to")}>
          ${icon("code")} ${words.howTo}
        </button>
        ${this.tokens?.length ? this.createButton() : nothing}
        <p class="lead beneath">${words.lead(this.opened.app!.name)}</p>
      </div>
      ${this.problem ? html`<p class="note bad" role="alert">${this.problem}</p>` : nothing}
      ${this.tokens ? this.list(this.tokens) : nothing}
      <p class="soft small">${words.keysMoved} <a href=${href("keys")}>${words.keysLink}</a></p>
      ${this.shown === "create" ? html`<v-new-token .opened=${this.opened} @closed=${this.closed}></v-new-token>` : nothing}
      ${this.shown === "how-to" ? html`<v-how-to .opened=${this.opened} @closed=${this.closed}></v-how-to>` : nothing}
    </div>`;
  }

  private list(tokens: Token[]) {
    if (tokens.length) return tokenTable(tokens, (token) => void this.revoke(token));
    return html`<div class="empty">
      ${icon("token")}
      <h2>${words.empty}</h2>
      <p>${words.emptyHint}</p>
      ${this.createButton()}
    </div>`;
  }

  private createButton() {
    return session.mayWrite
      ? html`<button
          class="button primary"
          id="create-token"
          data-key="c"
          title="${words.create} (c)"
          @click=${() => (this.shown = "create")}
        >
          ${icon("plus")} ${words.create}
        </button>`
      : nothing;
  }
}
