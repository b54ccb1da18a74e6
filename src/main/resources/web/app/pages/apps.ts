import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { message } from "../api/http";
import { get, write } from "../api/requests";
import { session } from "../api/session";
import type { App } from "../api/types";
import { confirmAppDeletion } from "../parts/dialog";
import { icon } from "../parts/icons";
import { Part } from "../parts/page";
import { removeCell } from "../parts/row-parts";
import { searchField } from "../parts/search-field";
import { tag } from "../parts/tags";
import { time } from "../parts/time";
import { toasts } from "../parts/toasts";
import { asksToCreate, href, type Route } from "../router";
import "./apps/create";
import { words } from "./apps/words";

/** All apps of the project. */
@customElement("v-apps")
export class Apps extends Part {
  @property({ attribute: false }) route!: Route;
  @state() private apps: App[] | null = null;
  @state() private problem = "";
  @state() private wanted = "";
  @state() private creating = false;

  protected override willUpdate(changed: Map<string, unknown>) {
    if (changed.has("route") && asksToCreate(this.route)) this.creating = session.mayWrite;
  }

  override connectedCallback() {
    super.connectedCallback();
    void this.load();
  }

  private async load() {
    try {
      const apps = await get<App[]>(`/groups/${session.project}/apps`);
      this.apps = apps.sort((one, other) => one.name.localeCompare(other.name));
      this.problem = "";
    } catch (problem) {
      this.problem = message(problem);
    }
  }

  private async deleteApp(app: App) {
    if (!(await confirmAppDeletion(app.name))) return;
    try {
      await write("DELETE", `/groups/${session.project}/apps/${app._id}`);
      toasts.say(words.deleted(app.name));
    } catch (problem) {
      toasts.fail(problem);
    }
    await this.load();
  }

  protected override render() {
    const found = (this.apps ?? []).filter((app) =>
      `${app.name} ${app.client_app_id}`.toLowerCase().includes(this.wanted.toLowerCase()),
    );
    return html`<div class="page">
      <div class="page-head">
        <h1>${words.title}</h1>
        ${this.apps?.length ? this.createButton() : nothing}
      </div>
      ${this.problem ? html`<p class="note bad" role="alert">${this.problem}</p>` : nothing}
      ${this.apps === null ? nothing : this.apps.length === 0 ? this.empty() : this.table(found)}
      ${this.creating ? html`<v-create-app @closed=${() => (this.creating = false)}></v-create-app>` : nothing}
    </div>`;
  }

  private empty() {
    return html`<div class="empty">
      ${icon("apps")}
      <h2>${words.emptyTitle}</h2>
      <p>${words.empty}</p>
      ${this.createButton()}
    </div>`;
  }

  private createButton() {
    return session.mayWrite
      ? html`<button
          class="button primary"
          data-key="c"
          title="${words.create} (c)"
          @click=${() => (this.creating = true)}
        >
          ${icon("plus")} ${words.create}
        </button>`
      : nothing;
  }

  private table(found: App[]) {
    return html`<div class="tools">
        ${searchField({
          label: words.search,
          placeholder: words.search,
          text: this.wanted,
          onInput: (text) => (this.wanted = text),
        })}
        <span class="soft small" role="status">${words.shown(found.length, this.apps!.length)}</span>
      </div>
      <div class="table-box">
        <table>
          <thead>
            <tr>
              <th scope="col">${words.columns.name}</th>
              <th scope="col" class="wide-only">${words.columns.clientId}</th>
              <th scope="col" class="tag-column">${words.columns.environment}</th>
              <th scope="col" class="wide-only time-column">${words.columns.deployed}</th>
              <th scope="col" class="one-button"><span class="unseen">${words.columns.actions}</span></th>
            </tr>
          </thead>
          <tbody>
            ${found.map(
              (app) =>
                html`<tr>
                  <th scope="row"><a class="name" data-row href=${href("values", app._id)}>${app.name}</a></th>
                  <td class="wide-only mono soft">${app.client_app_id}</td>
                  <td>${tag(app.environment)}</td>
                  <td class="wide-only soft">${app.last_modified ? time(app.last_modified) : words.never}</td>
                  ${removeCell(words.deleteLabel(app.name), () => void this.deleteApp(app))}
                </tr>`,
            )}
          </tbody>
        </table>
        ${found.length === 0 ? html`<p class="empty">${words.noMatch}</p>` : nothing}
      </div>`;
  }
}
