import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { OpenedApp } from "../api/opened";
import { href } from "../router";
import { icon, type Icon } from "./icons";
import { Part } from "./page";
import { words } from "./words/side";

type Link = [page: string, title: string, icon: Icon];

/** The pages of an app. */
export const APP_PAGES: Link[] = [
  ["values", words.values, "values"],
  ["environments", words.environments, "layers"],
  ["deployments", words.deployments, "history"],
  ["access", words.access, "token"],
  ["audit", words.audit, "audit"],
  ["function", words.function, "code"],
  ["transfer", words.transfer, "transfer"],
  ["settings", words.settings, "settings"],
];

/** The pages of the project. */
export const PROJECT_LINKS: Link[] = [
  ["apps", words.apps, "apps"],
  ["keys", words.keys, "user"],
  ["audit", words.projectAudit, "audit"],
];

/** The list of the opened app's pages and of the project's. */
@customElement("v-side")
export class Side extends Part {
  @property({ attribute: false }) opened: OpenedApp | null = null;
  @property() page = "";

  /** On a narrow screen the list is a row that scrolls. */
  protected override updated(changed: Map<string, unknown>) {
    if (changed.has("page") || changed.has("opened"))
      this.querySelector("[aria-current=page]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  protected override render() {
    const app = this.opened?.id;
    return html`<nav class="side" aria-label=${words.label}>
      ${app ? this.links(APP_PAGES, app) : nothing} ${app ? html`<p class="group">${words.project}</p>` : nothing}
      ${this.links(PROJECT_LINKS)}
      <a href="swagger-ui/" target="_blank" rel="noopener">${icon("code")} ${words.reference}</a>
    </nav>`;
  }

  private links(pages: Link[], app?: string) {
    const here = !!app === !!this.opened;
    return pages.map(
      ([page, title, drawing]) =>
        html`<a href=${href(page, app)} aria-current=${here && this.page === page ? "page" : "false"}
          >${icon(drawing)} ${title}</a
        >`,
    );
  }
}
