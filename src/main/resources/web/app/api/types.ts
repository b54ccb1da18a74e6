/** What the routes answer, as far as the console reads it. Times are in UNIX seconds. */

export const TAGS = ["", "development", "testing", "qa", "production"] as const;
export type Tag = (typeof TAGS)[number];

export interface App {
  _id: string;
  client_app_id: string;
  name: string;
  location: string;
  environment: Tag;
  last_modified: number;
}

export interface Value {
  _id: string;
  name: string;
  private: boolean;
  from_secret: boolean;
  last_modified: number;
  modified_by?: string | null;
}

export interface Secret {
  _id: string;
  name: string;
  last_modified: number;
  version: number;
  used_by: string[];
  modified_by?: string | null;
}

export interface Draft {
  _id: string;
}

export interface Deployment {
  _id: string;
  name: string;
  user_id: string;
  deployed_at: number;
  origin: "API" | "CLI" | "UI" | "VALISE";
  status: "created" | "pending" | "successful" | "failed";
  status_error_message: string;
  revision: number | null;
  redeployed_from: string | null;
}

export interface ApiKey {
  _id: string;
  name: string;
  public_key: string;
  role: string;
}

/** What a draft does to one item. */
export interface Change {
  _id: string;
  kind: "value" | "secret" | "environment value" | "file";
  action: "created" | "changed" | "deleted";
  name: string;
  previous_name: string | null;
  content_changed: boolean;
  /** What another deployment has done that is in its way. */
  conflict: string | null;
  conflicting_user: string | null;
}

export interface DraftChanges {
  items: Change[];
  environment: { before: Tag; after: Tag; conflict: string | null } | null;
}
