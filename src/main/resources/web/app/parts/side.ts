import { html } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { OpenedApp } from "../api/opened";
import { href } from "../router";
import { icon, type Icon } from "./icons";
import { Part } from "./page";

const PAGES: [page: string, title: string, icon: Icon][] = [
  ["values", "Values", "values"],
  ["environments", "Environments", "layers"],
  ["deployments", "Deployments", "history"],
  ["access", "Access", "token"],
  ["audit", "Audit", "audit"],
  ["function", "Try a Function", "code"],
  ["transfer", "Import and export", "transfer"],
  ["settings", "Settings", "settings"],
];

/** The list of the app's pages. */
@customElement("v-side")
export class Side extends Part {
  @property({ attribute: false }) opened!: OpenedApp;
  @property() page = "";

  /** On a narrow screen the list is a row that scrolls. */
  protected override updated(changed: Map<string, unknown>) {
    if (changed.has("page"))
      this.querySelector("[aria-current=page]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  protected override render() {
    return html`<nav class="side" aria-label="App">
      ${PAGES.map(
        ([page, title, drawing]) =>
          html`<a href=${href(page, this.opened.id)} aria-current=${this.page === page ? "page" : "false"}
            >${icon(drawing)} ${title}</a
          >`,
      )}
    </nav>`;
  }
}
