import { html, type TemplateResult } from "lit";
import type { OpenedApp } from "./api/opened";
import type { Route } from "./router";

export interface Page {
  title: string;
  /** Loads its code. */
  load: () => Promise<unknown>;
  show: (app: OpenedApp, route: Route) => TemplateResult;
}

/** A page of the project, which belongs to no app. */
export interface ProjectPage {
  title: string;
  load: () => Promise<unknown>;
  show: (route: Route) => TemplateResult;
}

/** The pages of the project, by their name in the address. */
export const PROJECT_PAGES: Record<string, ProjectPage> = {
  apps: {
    title: "Apps",
    load: () => import("./pages/apps"),
    show: (route) => html`<v-apps .route=${route}></v-apps>`,
  },
  keys: {
    title: "People and API keys",
    load: () => import("./pages/keys"),
    show: (route) => html`<v-keys .route=${route}></v-keys>`,
  },
  audit: {
    title: "Project audit",
    load: () => import("./pages/audit"),
    show: (route) => html`<v-project-audit .route=${route}></v-project-audit>`,
  },
};

/** The pages of an app, by their name in the address. A new page is added here and to the list in parts/side.ts. */
export const PAGES: Record<string, Page> = {
  values: {
    title: "Values",
    load: () => Promise.all([import("./pages/values"), import("./parts/first-steps")]),
    show: (app, { item, query }) => html`<v-values .opened=${app} .item=${item} .query=${query}></v-values>`,
  },
  raw: {
    title: "Raw editor",
    load: () => import("./pages/raw"),
    show: (app) => html`<v-raw .opened=${app}></v-raw>`,
  },
  history: {
    title: "History",
    load: () => import("./pages/history"),
    show: (app, { item, query }) =>
      html`<v-history .opened=${app} .item=${item ?? ""} .of=${query.get("of") ?? ""}></v-history>`,
  },
  review: {
    title: "Review",
    load: () => import("./pages/review"),
    show: (app) => html`<v-review .opened=${app}></v-review>`,
  },
  draft: {
    title: "Draft",
    load: () => import("./pages/draft"),
    show: (app, { item }) => html`<v-draft .opened=${app} .draft=${item ?? ""}></v-draft>`,
  },
  deployments: {
    title: "Deployments",
    load: () => import("./pages/deployments"),
    show: (app, { item, query }) => {
      if (item) return html`<v-deployment .opened=${app} .deployment=${item}></v-deployment>`;
      if (!query.has("to")) return html`<v-deployments .opened=${app}></v-deployments>`;
      const number = (name: string) => Math.max(0, Math.trunc(Number(query.get(name))) || 0);
      return html`<v-compare-revisions
        .opened=${app}
        .from=${number("from")}
        .to=${number("to")}
      ></v-compare-revisions>`;
    },
  },
  environments: {
    title: "Environments",
    load: () => import("./pages/environments"),
    show: (app, { item }) => html`<v-environments .opened=${app} .item=${item}></v-environments>`,
  },
  access: {
    title: "Runtime tokens",
    load: () => import("./pages/access"),
    show: (app, route) => html`<v-access .opened=${app} .route=${route}></v-access>`,
  },
  audit: {
    title: "Audit",
    load: () => import("./pages/audit"),
    show: (app, route) => html`<v-audit .opened=${app} .route=${route}></v-audit>`,
  },
  function: {
    title: "Try a Function",
    load: () => import("./pages/function"),
    show: (app) => html`<v-function .opened=${app}></v-function>`,
  },
  transfer: {
    title: "Import and export",
    load: () => import("./pages/transfer"),
    show: (app) => html`<v-transfer .opened=${app}></v-transfer>`,
  },
  settings: {
    title: "Settings",
    load: () => import("./pages/settings"),
    show: (app) => html`<v-settings .opened=${app}></v-settings>`,
  },
};
