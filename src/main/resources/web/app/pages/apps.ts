import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { get, message, write } from "../api/http";
import { session } from "../api/session";
import { TAGS, type App } from "../api/types";
import { confirm, head } from "../parts/dialog";
import { icon } from "../parts/icons";
import { Part, Working } from "../parts/page";
import { appNameRule } from "../parts/rules";
import { tag, tagName } from "../parts/tags";
import { time } from "../parts/time";
import { toasts } from "../parts/toasts";
import { go, href } from "../router";

@customElement("v-apps")
export class Apps extends Part {
  @state() private apps: App[] | null = null;
  @state() private problem = "";
  @state() private wanted = "";
  @state() private creating = false;

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
    const yes = await confirm({
      title: `Delete ${app.name}?`,
      body: html`<p>
        Its values, secrets, environments and deployments are deleted for good, and programs can no longer read them.
      </p>`,
      action: "Delete app",
      danger: true,
      type: app.name,
    });
    if (!yes) return;
    try {
      await write("DELETE", `/groups/${session.project}/apps/${app._id}`);
      toasts.say(`App ${app.name} is deleted.`);
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
        <h1>Apps</h1>
        ${
          session.mayWrite
            ? html`<button class="button primary" data-key="c" @click=${() => (this.creating = true)}>
                ${icon("plus")} Create app
              </button>`
            : nothing
        }
      </div>
      ${this.problem ? html`<p class="note bad" role="alert">${this.problem}</p>` : nothing}
      ${this.apps === null ? nothing : this.apps.length === 0 ? this.empty() : this.table(found)}
      ${this.creating ? html`<v-create-app @closed=${() => (this.creating = false)}></v-create-app>` : nothing}
    </div>`;
  }

  private empty() {
    return html`<div class="empty">
      ${icon("apps")}
      <h2>No apps yet</h2>
      <p>An app holds the values and secrets of one program. Create one, then add its first value.</p>
    </div>`;
  }

  private table(found: App[]) {
    return html`<div class="tools">
        <div class="search">
          ${icon("search")}
          <input
            class="input"
            type="search"
            placeholder="Search apps"
            aria-label="Search apps"
            data-key="/"
            .value=${this.wanted}
            @input=${(event: InputEvent) => (this.wanted = (event.target as HTMLInputElement).value)}
          />
          <kbd aria-hidden="true">/</kbd>
        </div>
        <span class="soft small" role="status">${found.length} of ${this.apps!.length}</span>
      </div>
      <div class="table-box">
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col" class="wide-only">App id for programs</th>
              <th scope="col" class="tag-column">Environment</th>
              <th scope="col" class="wide-only time-column">Last deployed</th>
              <th scope="col" class="one-button"><span class="unseen">Actions</span></th>
            </tr>
          </thead>
          <tbody>
            ${found.map(
              (app) =>
                html`<tr>
                  <th scope="row"><a class="name" data-row href=${href("values", app._id)}>${app.name}</a></th>
                  <td class="wide-only mono soft">${app.client_app_id}</td>
                  <td>${tag(app.environment)}</td>
                  <td class="wide-only soft">${app.last_modified ? time(app.last_modified) : "never"}</td>
                  <td class="actions">
                    ${
                      session.mayWrite
                        ? html`<button
                            class="button quiet small icon-only"
                            aria-label="Delete app ${app.name}"
                            @click=${() => this.deleteApp(app)}
                          >
                            ${icon("trash")}
                          </button>`
                        : nothing
                    }
                  </td>
                </tr>`,
            )}
          </tbody>
        </table>
        ${found.length === 0 ? html`<p class="empty">No app is called that.</p>` : nothing}
      </div>`;
  }
}

@customElement("v-create-app")
class CreateApp extends Working {
  @state() private name = "";
  @state() private touched = false;
  private environment = "";

  override firstUpdated() {
    this.querySelector("dialog")!.showModal();
  }

  private close = () => this.dispatchEvent(new Event("closed"));

  private submit = async (event: Event) => {
    event.preventDefault();
    this.touched = true;
    if (appNameRule(this.name)) return;
    await this.work(async () => {
      const app = await write<App>("POST", `/groups/${session.project}/apps`, {
        name: this.name,
        environment: this.environment,
      });
      this.close();
      go(href("values", app._id));
    });
  };

  protected override render() {
    const wrong = this.touched || this.name ? appNameRule(this.name) : "";
    return html`<dialog aria-labelledby="create-app" @cancel=${this.close} @close=${this.close}>
      <form @submit=${this.submit} novalidate>
        ${head("create-app", "Create app", this.close)}
        <div class="body">
          <div class="field">
            <label for="app-name">Name</label>
            <input
              class="input"
              id="app-name"
              autofocus
              autocomplete="off"
              spellcheck="false"
              aria-invalid=${!!wrong}
              aria-describedby="app-name-rule"
              @input=${(event: InputEvent) => (this.name = (event.target as HTMLInputElement).value)}
            />
            <p id="app-name-rule" class=${wrong ? "error" : "hint"} aria-live="polite">
              ${wrong || "A letter, then letters, digits, _ and -; at most 32."}
            </p>
          </div>
          <div class="field">
            <label for="app-tag">Environment</label>
            <select
              class="input"
              id="app-tag"
              @change=${(event: Event) => (this.environment = (event.target as HTMLSelectElement).value)}
            >
              ${TAGS.map((one) => html`<option value=${one}>${tagName(one)}</option>`)}
            </select>
            <p class="hint">Which column of the environment values it reads. It can be changed at any time.</p>
          </div>
          <p class="note bad" role="alert" ?hidden=${!this.problem}>${this.problem}</p>
        </div>
        <footer>
          <button type="button" class="button" @click=${this.close}>Cancel</button>
          <button class="button primary" aria-busy=${this.working}><span>Create app</span></button>
        </footer>
      </form>
    </dialog>`;
  }
}
