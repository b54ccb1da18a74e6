import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { OpenedApp } from "../api/opened";
import { opened as rememberOpened } from "../api/recent";
import { session } from "../api/session";
import { href } from "../router";
import { icon } from "./icons";
import { AppFollower, Part } from "./page";
import { showShortcuts } from "./shortcuts";
import { activeTag } from "./tags";
import { theme, toggleTheme } from "./theme";
import { words } from "./words/bar";

/** The bar at the top: which app is open, the search, and who is logged in. It sends "find" with what to look for. */
@customElement("v-bar")
export class Bar extends Part {
  @property({ attribute: false }) opened: OpenedApp | null = null;
  private remembered: string | null = null;

  constructor() {
    super();
    new AppFollower(this);
  }

  protected override willUpdate() {
    const app = this.opened?.app?._id;
    if (app && app !== this.remembered) rememberOpened(app);
    this.remembered = app ?? null;
  }

  private find(scope: "all" | "apps") {
    this.dispatchEvent(new CustomEvent("find", { detail: scope }));
  }

  private shortcuts = () => {
    this.querySelector<HTMLElement>("#account")?.hidePopover();
    showShortcuts();
  };

  protected override render() {
    const profile = session.profile!;
    return html`<header class="bar">
      <a class="brand" href=${href("apps")} aria-label=${words.home}>${icon("case")}<span>Valise</span></a>
      ${this.app()}
      <span class="spring"></span>
      <button
        class="button find"
        aria-label=${words.searchLabel}
        aria-keyshortcuts="Control+K"
        aria-haspopup="dialog"
        @click=${() => this.find("all")}
      >
        ${icon("search")}<span class="wide-only">${words.search}</span
        ><kbd class="wide-only" aria-hidden="true">Ctrl K</kbd>
      </button>
      <button
        class="button quiet icon-only"
        aria-label=${words.theme(theme() === "dark" ? "light" : "dark")}
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
        <span class="unseen">${words.account}</span>
      </button>
      <div class="menu" id="account" popover>
        <div class="head">
          <span class="strong">${profile.data.name}</span>
          <span class="soft small mono">${profile.identities[0]?.id}</span>
          <span class="soft small">${session.mayWrite ? words.owner : words.reader}</span>
        </div>
        <hr />
        <button data-key="?" @click=${this.shortcuts}>${icon("info")} ${words.shortcuts}</button>
        <button @click=${() => session.logout()}>${icon("logout")} ${words.logout}</button>
      </div>
    </header>`;
  }

  private app() {
    const app = this.opened?.app;
    if (!app) return nothing;
    return html`<span class="slash" aria-hidden="true">/</span>
      <span class="where"
        ><button
          class="button quiet here"
          aria-label=${words.switchApp(app.name)}
          aria-haspopup="dialog"
          @click=${() => this.find("apps")}
        >
          <span class="clip">${app.name}</span>${icon("down")}
        </button>
        <span class="wide-only">${activeTag(this.opened!)}</span></span
      >`;
  }
}
