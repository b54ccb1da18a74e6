import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { Key, Token } from "../api/types";
import { get, write } from "../api/requests";
import { message } from "../api/http";
import { session } from "../api/session";
import { confirm } from "../parts/dialog";
import { icon } from "../parts/icons";
import { Following } from "../parts/page";
import { toasts } from "../parts/toasts";
import "./access/new-key";
import "./access/new-token";
import { isOwn, keyTable, tokenTable } from "./access/tables";

/** What grants access: the runtime tokens of the app, and the API keys of the project. */
@customElement("v-access")
export class Access extends Following {
  @state() private keys: Key[] | null = null;
  @state() private tokens: Token[] | null = null;
  @state() private creating: "key" | "token" | null = null;

  override firstUpdated() {
    void this.load();
  }

  private get keysPath(): string {
    return `/groups/${session.project}/api_keys`;
  }

  private async load() {
    try {
      [this.keys, this.tokens] = await Promise.all([
        get<Key[]>(this.keysPath),
        get<Token[]>(this.opened.path("/runtime_tokens")),
      ]);
    } catch (problem) {
      this.problem = message(problem);
    }
  }

  private closed = async () => {
    const kind = this.creating;
    this.creating = null;
    await this.load();
    await this.updateComplete;
    this.querySelector<HTMLElement>(`#create-${kind}`)?.focus();
  };

  private async revokeToken(token: Token) {
    const yes = await confirm({
      title: `Revoke runtime token ${token.name}?`,
      body: "Programs that use it can read nothing from now on. It cannot be brought back.",
      action: "Revoke",
      danger: true,
    });
    if (yes) await this.revoke(this.opened.path(`/runtime_tokens/${token._id}`), `Runtime token ${token.name}`);
  }

  private async revokeKey(key: Key) {
    const own = isOwn(key);
    const yes = await confirm({
      title: `Revoke API key ${key.name}?`,
      body: own
        ? "It is the key that you are logged in with: you are logged out, and it cannot be brought back."
        : "Anyone who uses it is logged out at once. It cannot be restored.",
      action: "Revoke",
      danger: true,
      type: own ? key.name : undefined,
    });
    if (!yes) return;
    const done = await this.revoke(`${this.keysPath}/${key._id}`, `API key ${key.name}`);
    if (done && own) await session.logout();
  }

  private async revoke(path: string, what: string): Promise<boolean> {
    const done = await this.work(() => write("DELETE", path));
    if (done) {
      toasts.say(`${what} is revoked.`);
      if (session.profile) await this.load();
    } else {
      toasts.fail(this.problem);
      this.problem = "";
    }
    return done;
  }

  protected override render() {
    return html`<div class="page">
      <div class="page-head"><h1>Access</h1></div>
      ${this.problem ? html`<p class="note bad" role="alert">${this.problem}</p>` : nothing}
      ${this.tokens && this.keys ? [this.tokenSection(this.tokens), this.keySection(this.keys)] : nothing}
      ${this.creating === "token" ? html`<v-new-token .opened=${this.opened} @closed=${this.closed}></v-new-token>` : nothing}
      ${this.creating === "key" ? html`<v-new-key .opened=${this.opened} @closed=${this.closed}></v-new-key>` : nothing}
    </div>`;
  }

  private tokenSection(tokens: Token[]) {
    return html`<section class="stack" aria-labelledby="tokens-title">
      <div class="page-head">
        <h2 id="tokens-title">Runtime tokens</h2>
        ${
          session.mayWrite
            ? html`<button
                class="button primary"
                id="create-token"
                data-key="c"
                title="Create (c)"
                @click=${() => (this.creating = "token")}
              >
                ${icon("plus")} Create runtime token
              </button>`
            : nothing
        }
        <p class="lead beneath">
          A program reads the deployed values of ${this.opened.app!.name} with one, secrets included.
        </p>
      </div>
      ${
        tokens.length === 0
          ? html`<p class="note">
              ${icon("info")}<span
                >No program can read this app yet. Create a runtime token for each program that should.</span
              >
            </p>`
          : tokenTable(tokens, (token) => void this.revokeToken(token))
      }
    </section>`;
  }

  private keySection(keys: Key[]) {
    return html`<section class="stack" aria-labelledby="keys-title">
      <div class="page-head">
        <h2 id="keys-title">API keys of the project</h2>
        ${
          session.mayWrite
            ? html`<button class="button" id="create-key" @click=${() => (this.creating = "key")}>
                ${icon("plus")} Create API key
              </button>`
            : nothing
        }
        <p class="lead beneath">
          A person logs in with one, or a robot deploys with it, in all apps of the project. No route shows a secret to
          it. An owner can read a secret with a Function, which the audit log records.
        </p>
      </div>
      ${keyTable(keys, (key) => void this.revokeKey(key))}
    </section>`;
  }
}
