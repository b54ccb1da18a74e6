import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { message } from "./api/http";
import { OpenedApp } from "./api/opened";
import { progress } from "./api/progress";
import { session } from "./api/session";
import { PAGES, PROJECT_PAGES } from "./pages";
import { current, href, router } from "./router";
import "./pages/login";
import "./parts/bar";
import "./parts/draft-bar";
import "./parts/side";
import { toasts } from "./parts/toasts";
import { closeAll } from "./parts/dialog";
import { Part } from "./parts/page";
import { isFind, onKey, typedDuring } from "./parts/keys";
import { applyTheme } from "./parts/theme";
import { guard } from "./parts/unsaved";
import { explainFailedImport, isFailedImport, reloadIfOffered, watchUpgrades } from "./parts/upgrade";

/** The whole console: who is logged in, which app is open, which page is shown. */
@customElement("valise-console")
export class Console extends Part {
  @state() private ready = false;
  @state() private problem = "";
  @state() private route = current();
  @state() private opened: OpenedApp | null = null;

  constructor() {
    super();
    applyTheme();
    this.follow(session);
    this.follow(progress);
    router.guard = guard;
    session.isTyped = guard.isTyped;
    watchUpgrades();
    router.addEventListener("change", () => void this.arrive());
    addEventListener("keydown", (event) => {
      if (isFind(event)) {
        event.preventDefault();
        void this.find("all");
      } else onKey(event);
    });
    session.addEventListener("change", () => void this.arrive());
  }

  override connectedCallback() {
    super.connectedCallback();
    void this.begin();
  }

  private async begin() {
    try {
      await session.resume();
    } catch (problem) {
      this.problem = message(problem);
    }
    this.ready = true;
    await this.arrive();
  }

  private async arrive() {
    const before = this.route;
    const focus = document.activeElement;
    this.route = current();
    if (!session.profile || session.loggedOut) {
      closeAll();
      toasts.clear();
    }
    if (!session.profile) {
      this.opened?.close();
      this.opened = null;
      return;
    }
    if (this.route.app !== (this.opened?.id ?? null)) {
      this.opened?.close();
      this.opened = this.route.app ? new OpenedApp(this.route.app) : null;
    }
    const opened = this.opened;
    try {
      await Promise.all([opened && !opened.app ? opened.open() : undefined, this.known?.load()]);
      this.problem = "";
    } catch (problem) {
      this.problem = isFailedImport(problem) ? await explainFailedImport() : message(problem);
    }
    reloadIfOffered();
    this.requestUpdate();
    await this.updateComplete;
    document.title = [this.known?.title, opened?.app?.name, "Valise"].filter(Boolean).join(" · ");
    // A person who has moved the focus while the page was loaded keeps it there.
    const stayed = document.activeElement === focus || document.activeElement === document.body;
    const turned = before.page !== this.route.page || before.app !== this.route.app;
    if (stayed && turned) this.querySelector<HTMLElement>("main")?.focus();
  }

  /** The page that the address names. */
  private get known() {
    return (this.route.app ? PAGES : PROJECT_PAGES)[this.route.page];
  }

  private async find(scope: "all" | "apps") {
    if (!session.profile || document.querySelector("dialog[open], v-palette")) return;
    const code = import("./parts/palette");
    const typed = await typedDuring(code);
    (await code).openPalette(this.opened, scope, typed);
  }

  protected override render() {
    if (!this.ready) return nothing;
    if (!session.profile) {
      return html`${this.problem ? html`<p class="note bad" role="alert">${this.problem}</p>` : nothing}<v-login
        ></v-login><v-toasts></v-toasts>`;
    }
    return html`
      ${progress.shown ? html`<div class="progress" role="progressbar" aria-label="Working"></div>` : nothing}
      <div class="frame">
        <a class="button skip" href="#main" @click=${this.skip}>Skip to the page</a>
        <v-bar .opened=${this.opened} @find=${(event: CustomEvent<"all" | "apps">) => this.find(event.detail)}></v-bar>
        <v-side .opened=${this.opened} .page=${this.route.page}></v-side>
        <main id="main" tabindex="-1">
          ${
            this.opened?.app
              ? html`<v-draft-bar .opened=${this.opened} ?reviewing=${this.route.page === "review"}></v-draft-bar>`
              : nothing
          }
          ${this.problem ? this.failed() : [this.firstSteps(), this.page()]}
        </main>
        <v-toasts></v-toasts>
      </div>
      ${session.expired ? html`<v-login-again></v-login-again>` : nothing}
    `;
  }

  private skip = (event: Event) => {
    event.preventDefault();
    this.querySelector<HTMLElement>("main")?.focus();
  };

  private firstSteps() {
    if (!this.opened?.app || this.route.page !== "values") return nothing;
    return html`<v-first-steps .opened=${this.opened}></v-first-steps>`;
  }

  private page() {
    if (!this.route.app) return PROJECT_PAGES[this.route.page]?.show(this.route) ?? this.lost();
    if (!this.opened?.app) return nothing;
    const page = PAGES[this.route.page];
    return page ? page.show(this.opened, this.route) : this.lost();
  }

  private failed() {
    return html`<div class="page">
      <div class="note bad" role="alert">
        <div>${this.problem}</div>
        <button class="button small" @click=${() => this.arrive()}>Try again</button>
        <a class="button small" href=${href("apps")}>All apps</a>
      </div>
    </div>`;
  }

  private lost() {
    return html`<div class="page">
      <div class="empty">
        <h1>There is no such page</h1>
        <a class="button" href=${href("apps")}>All apps</a>
      </div>
    </div>`;
  }
}
