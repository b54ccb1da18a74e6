import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { OpenedApp } from "../api/opened";
import { session } from "../api/session";
import { href } from "../router";
import { icon } from "./icons";
import { Part } from "./page";
import { showShortcuts } from "./shortcuts";
import { tag } from "./tags";
import { theme, toggleTheme } from "./theme";

/** The bar at the top: which app is open, and who is logged in. */
@customElement("v-bar")
export class Bar extends Part {
  @property({ attribute: false }) opened: OpenedApp | null = null;
  private followed: OpenedApp | null = null;
  private told = () => this.requestUpdate();

  protected override willUpdate() {
    if (this.opened === this.followed) return;
    this.followed?.removeEventListener("change", this.told);
    this.followed = this.opened;
    this.followed?.addEventListener("change", this.told);
  }

  private shortcuts = () => {
    this.querySelector<HTMLElement>("#account")?.hidePopover();
    showShortcuts();
  };

  protected override render() {
    const app = this.opened?.app;
    const profile = session.profile!;
    return html`<header class="bar">
      <a class="brand" href=${href("apps")} aria-label="Valise: all apps">${icon("case")}<span>Valise</span></a>
      ${
        app
          ? html`<span class="slash" aria-hidden="true">/</span>
              <span class="where"
                ><a class="here clip" href=${href("values", app._id)}>${app.name}</a>
                <span class="wide-only">${tag(app.environment)}</span></span
              >`
          : nothing
      }
      <span class="spring"></span>
      <button
        class="button quiet icon-only"
        aria-label="Use the ${theme() === "dark" ? "light" : "dark"} theme"
        @click=${() => {
          toggleTheme();
          this.requestUpdate();
        }}
      >
        ${icon(theme() === "dark" ? "sun" : "moon")}
      </button>
      <button class="button quiet" popovertarget="account">
        ${icon("user")}<span class="wide-only clip">${profile.data.name || profile.identities[0]?.id}</span
        >${icon("down")}
        <span class="unseen">Account</span>
      </button>
      <div class="menu" id="account" popover>
        <div class="head">
          <span class="strong">${profile.data.name}</span>
          <span class="soft small mono">${profile.identities[0]?.id}</span>
          <span class="soft small">${session.mayWrite ? "Owner of the project" : "May only read"}</span>
        </div>
        <hr />
        <a href="swagger-ui/" target="_blank" rel="noopener">${icon("code")} API reference</a>
        <button data-key="?" @click=${this.shortcuts}>${icon("info")} Keyboard shortcuts</button>
        <button @click=${() => session.logout()}>${icon("logout")} Log out</button>
      </div>
    </header>`;
  }
}
