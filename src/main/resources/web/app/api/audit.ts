import type { Deployment } from "./types";

/** What was done, as the log has it. Times are in UNIX seconds. */
export interface AuditRecord {
  _id: string;
  seq: number;
  at: number;
  actor?: { _id?: string; public_key?: string };
  action: string;
  target?: { kind: string; _id?: string; name?: string };
  changes?: { change: string; kind: string; name: string }[];
  app_id?: string;
  origin: Deployment["origin"];
  address: string;
  /** {@code ok}, the code of an error, or {@code unknown}. */
  result: string;
  revision?: number;
  draft_id?: string;
  times?: number;
  /** How many items it names, where the names are withheld. */
  withheld?: number;
}

export interface AuditCheck {
  entries: number;
  head: string;
  intact: boolean;
  broken_at?: number;
  signed_to?: number;
  cut_off: boolean;
}

/** How often somebody read a value that links to a secret in a minute. */
export interface ReadCount {
  _id: string;
  minute: number;
  token: string;
  value: string;
  reads: number;
}

/** The actions of the log, in words that stand between who and what. */
export const ACTIONS: Record<string, string> = {
  "value.create": "created value",
  "value.update": "changed value",
  "value.delete": "deleted value",
  "value.import": "imported values",
  "secret.create": "created secret",
  "secret.update": "changed secret",
  "secret.delete": "deleted secret",
  "secret.preview": "compared contents with secrets",
  "secret.import": "imported secrets",
  "environment_value.create": "created environment value",
  "environment_value.update": "changed environment value",
  "environment_value.delete": "deleted environment value",
  "environment.update": "set the active environment",
  "draft.create": "opened a draft",
  "draft.delete": "discarded a draft",
  "draft.rebase": "moved a draft to the newest revision",
  "draft_change.delete": "took a change out of a draft",
  "deployment.create": "deployed a draft",
  "deployment.redeploy": "went back to an earlier deployment",
  "deploy_config.update": "changed how changes are deployed",
  "app.create": "created app",
  "app.delete": "deleted app",
  "app.import": "imported the app",
  "app.push": "pushed the app",
  "runtime_token.create": "created runtime token",
  "runtime_token.delete": "revoked runtime token",
  "api_key.create": "created API key",
  "api_key.delete": "revoked API key",
  "function.execute": "ran a Function",
  "session.login": "logged in",
  "session.logout": "logged out",
};
