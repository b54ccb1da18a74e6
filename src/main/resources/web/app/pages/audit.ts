import { html } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { message } from "../api/http";
import { get } from "../api/requests";
import { session } from "../api/session";
import type { App, Key } from "../api/types";
import { Following, Working } from "../parts/page";
import { segments } from "../parts/segments";
import { go, href, type Route } from "../router";
import type { Names } from "./audit/entries";
import "./audit/log";
import "./audit/reads";
import { words } from "./audit/words";

const SCOPES = [
  ["", words.actions],
  ["reads", words.reads],
] as const;

/** The audit log of an app, and the reads of its secrets. */
@customElement("v-audit")
export class Audit extends Following {
  @property({ attribute: false }) route!: Route;

  private get names(): Names {
    const { opened } = this;
    return {
      who: (id) => opened.who(id),
      item: (id) => [...opened.values, ...opened.secrets].find((item) => item._id === id)?.name,
      app: () => undefined,
    };
  }

  protected override render() {
    const { opened } = this;
    const reads = this.route.item === "reads";
    const items = [...opened.values, ...opened.secrets].map((item) => item.name);
    return html`<div class="page">
      <div class="page-head"><h1>${words.title}</h1></div>
      <div class="tools">
        <fieldset class="segments">
          <legend class="unseen">${words.scope}</legend>
          ${segments("audit-scope", SCOPES, reads ? "reads" : "", (scope) => go(href("audit", opened.id, scope)))}
        </fieldset>
      </div>
      ${
        reads
          ? html`<v-reads .opened=${opened}></v-reads>`
          : html`<v-audit-log
              .path=${opened.path("/audit")}
              .address=${href("audit", opened.id)}
              .file=${opened.app!.name}
              .query=${this.route.query}
              .names=${this.names}
              .people=${opened.keys}
              .items=${[...new Set(items)].sort()}
            ></v-audit-log>`
      }
    </div>`;
  }
}

/** The audit log of the project: of all its apps, its keys, and who logged in. */
@customElement("v-project-audit")
export class ProjectAudit extends Working {
  @property({ attribute: false }) route!: Route;
  @state() private people: Map<string, string> | null = null;
  private apps = new Map<string, string>();

  override firstUpdated() {
    void this.load();
  }

  private async load() {
    try {
      const [keys, apps] = await Promise.all([
        get<Key[]>(`/groups/${session.project}/api_keys`),
        get<App[]>(`/groups/${session.project}/apps`),
      ]);
      this.apps = new Map(apps.map((app) => [app._id, app.name]));
      this.people = new Map(keys.map((key) => [key._id, key.name || key.public_key]));
    } catch (problem) {
      this.problem = message(problem);
    }
  }

  private names: Names = {
    who: (id) => {
      if (!id) return "";
      return id === session.profile?.user_id ? "you" : (this.people?.get(id) ?? "a deleted key");
    },
    item: () => undefined,
    app: (id) => this.apps.get(id),
  };

  protected override render() {
    return html`<div class="page">
      <div class="page-head">
        <h1>${words.projectTitle}</h1>
        <p class="lead beneath">${words.projectLead}</p>
      </div>
      ${this.problem ? html`<p class="note bad" role="alert">${this.problem}</p>` : ""}
      ${
        this.people
          ? html`<v-audit-log
              .path=${`/groups/${session.project}/audit`}
              .address=${href("audit")}
              .file=${"project"}
              .query=${this.route.query}
              .names=${this.names}
              .people=${this.people}
              .apps=${this.apps}
            ></v-audit-log>`
          : ""
      }
    </div>`;
  }
}
