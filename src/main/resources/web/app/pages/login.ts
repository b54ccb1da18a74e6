import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { session } from "../api/session";
import { icon } from "../parts/icons";
import { Part, Working } from "../parts/page";
import { mayDiscard } from "../parts/unsaved";
import { words } from "./login/words";

/** The login form, in the way that browsers and password managers recognise. */
@customElement("v-login-form")
export class LoginForm extends Working {
  /** The public key of the person whose session has ended, if any. Nobody else may continue on their page. */
  @property() known = "";

  private submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const key = (name: string) => form.querySelector<HTMLInputElement>(`[name=${name}]`)!.value.trim();
    const done = await this.work(() => session.login(key("username"), key("password")));
    const secret = form.querySelector<HTMLInputElement>("[name=password]")!;
    secret.value = "";
    if (!done) secret.focus();
  };

  private logOut = async () => {
    if (await mayDiscard()) await session.logout();
  };

  protected override render() {
    return html`<form @submit=${this.submit}>
      <h1 class="mark">${icon("case")} ${this.known ? words.again : words.title}</h1>
      ${
        this.known
          ? html`<p class="soft">${session.loggedOut ? words.loggedOut : words.ended} ${words.nothingLost}</p>`
          : nothing
      }
      <div class="field">
        <label for="username">${words.publicKey}</label>
        <input
          class="input mono"
          id="username"
          name="username"
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          required
          maxlength="128"
          .value=${this.known}
          ?readonly=${!!this.known}
          ?autofocus=${!this.known}
        />
      </div>
      <div class="field">
        <label for="password">${words.privateKey}</label>
        <input
          class="input mono"
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
          maxlength="128"
          ?autofocus=${!!this.known}
          aria-describedby="login-problem"
        />
      </div>
      <p class="error" id="login-problem" role="alert" ?hidden=${!this.problem}>${this.explained()}</p>
      <button class="button primary" aria-busy=${this.working}><span>${words.action}</span></button>
      ${
        this.known
          ? html`<button type="button" class="button quiet" @click=${this.logOut}>${words.leave}</button>`
          : html`<p class="hint">${words.hint}</p>`
      }
    </form>`;
  }

  private explained() {
    return this.problem.startsWith("Failed to authenticate") ? words.wrong : this.problem;
  }
}

@customElement("v-login")
export class Login extends Working {
  protected override render() {
    return html`<main class="login" id="main"><v-login-form></v-login-form></main>`;
  }
}

/** Shown over the page if the session ends while the person works. */
@customElement("v-login-again")
export class LoginAgain extends Part {
  override async firstUpdated() {
    // The dialog opens with the form in it, so that the form's first field gets the focus.
    await this.querySelector<LoginForm>("v-login-form")!.updateComplete;
    this.querySelector("dialog")!.showModal();
  }

  /** Browsers close a dialog without asking if Esc is pressed twice. */
  private readonly openAgain = () => {
    if (this.isConnected) this.querySelector("dialog")!.showModal();
  };

  protected override render() {
    return html`<dialog
      class="again ${session.loggedOut ? "hides" : ""}"
      aria-label=${words.again}
      @cancel=${(event: Event) => event.preventDefault()}
      @close=${this.openAgain}
    >
      <v-login-form .known=${session.profile?.identities[0]?.id ?? ""}></v-login-form>
    </dialog>`;
  }
}
