import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { type Key, ROLES, type Token } from "../api/access";
import { get, message, write } from "../api/http";
import { session } from "../api/session";
import { confirm } from "../parts/dialog";
import { icon } from "../parts/icons";
import { Following } from "../parts/page";
import { time } from "../parts/time";
import { toasts } from "../parts/toasts";
import "./access/new-key";
import "./access/new-token";

/** Who and what may come in: the runtime tokens of the app, and the API keys of the project. */
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
    const own = this.isOwn(key);
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

  private isOwn(key: Key): boolean {
    return session.profile!.identities.some((identity) => identity.id === key.public_key);
  }

  protected override render() {
    return html`<div class="page">
      <div class="page-head"><h1>Access</h1></div>
      ${this.problem ? html`<p class="note bad" role="alert">${this.problem}</p>` : nothing}
      ${this.tokens && this.keys ? [this.tokenSection(this.tokens), this.keySection(this.keys)] : nothing}
      ${this.creating === "token" ? html`<v-new-token .opened=${this.opened} @closed=${this.closed}></v-new-token>` : nothing}
      ${this.creating === "key" ? html`<v-new-key @closed=${this.closed}></v-new-key>` : nothing}
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
          : html`<div class="table-box">
              <table>
                <thead>
                  <tr>
                    <th scope="col">Name</th>
                    <th scope="col" class="wide-only">May read</th>
                    <th scope="col" class="wide-only time-column">Expires</th>
                    <th scope="col" class="when-column">Last used</th>
                    <th scope="col" class="one-button"><span class="unseen">Actions</span></th>
                  </tr>
                </thead>
                <tbody>
                  ${tokens.map((token) => this.token(token))}
                </tbody>
              </table>
            </div>`
      }
    </section>`;
  }

  private token(token: Token) {
    const over = token.expires_at !== undefined && token.expires_at * 1000 <= Date.now();
    return html`<tr>
      <th scope="row" title=${token.name}>${token.name}</th>
      <td class="wide-only soft" title=${token.values?.join(", ") ?? ""}>
        ${token.values?.join(", ") ?? "all values"}
      </td>
      <td class="wide-only soft">
        ${over ? html`<span class="chip bad">Expired</span> ` : nothing}${token.expires_at ? time(token.expires_at) : "never"}
      </td>
      <td class="soft">${token.last_used ? time(token.last_used) : "never"}</td>
      ${this.button(`Revoke runtime token ${token.name}`, () => this.revokeToken(token))}
    </tr>`;
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
          it; but an owner can read one with a Function, which is recorded.
        </p>
      </div>
      <div class="table-box">
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col" class="wide-only">Public key</th>
              <th scope="col" class="wide-only time-column">Role</th>
              <th scope="col" class="when-column">Last log-in</th>
              <th scope="col" class="one-button"><span class="unseen">Actions</span></th>
            </tr>
          </thead>
          <tbody>
            ${keys.map(
              (key) =>
                html`<tr>
                  <th scope="row" title=${key.name}>
                    ${key.name} ${this.isOwn(key) ? html`<span class="chip value">You</span>` : nothing}
                  </th>
                  <td class="wide-only mono soft">${key.public_key}</td>
                  <td class="wide-only soft">${ROLES[key.role]}</td>
                  <td class="soft">${key.last_used ? time(key.last_used) : "never"}</td>
                  ${this.button(`Revoke API key ${key.name}`, () => this.revokeKey(key))}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>`;
  }

  private button(label: string, press: () => void) {
    return html`<td class="actions">
      ${
        session.mayWrite
          ? html`<button class="button quiet small icon-only" aria-label=${label} @click=${press}>
              ${icon("trash")}
            </button>`
          : nothing
      }
    </td>`;
  }
}
