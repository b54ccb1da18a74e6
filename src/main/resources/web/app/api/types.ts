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

/** A row of a listing of items. */
export interface Listed {
  _id: string;
  name: string;
  /** The revision that last wrote it. */
  version: number;
  /** What the header of a read of it would say, with its quotes. */
  etag: string;
  last_modified: number;
  modified_by?: string | null;
}

export interface Value extends Listed {
  private: boolean;
  from_secret: boolean;
}

export interface Secret extends Listed {
  /** The names of the values that link to it. */
  used_by: string[];
}

/** What kind of client opened a draft or deployed: the console, the official command line, a program, or our command line. */
export type Origin = "UI" | "CLI" | "API" | "VALISE";

export interface Draft {
  _id: string;
  user_id: string;
  kind: Origin;
  /** The revision that its view is made on. */
  base: number;
  etag: string;
  created_at: number;
  modified_at: number;
}

export interface Deployment {
  _id: string;
  name: string;
  user_id: string;
  deployed_at: number;
  origin: Origin;
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

/** What another deployment has done that is in the way of a change; all null for nothing. */
export interface InTheWay {
  /** A clause such as "was changed by another deployment". */
  conflict: string | null;
  /** What a decision about it calls it: the item's id, {@code name:<kind>:<name>}, or {@code environment}. */
  conflict_id: string | null;
  conflicting_user: string | null;
  conflicting_at: number | null;
}

/** What a draft does to one item. */
export interface Change extends InTheWay {
  _id: string;
  kind: "value" | "secret" | "environment value" | "file";
  action: "created" | "changed" | "deleted";
  name: string;
  previous_name: string | null;
  content_changed: boolean;
}

export interface TagChange extends InTheWay {
  before: Tag;
  after: Tag;
}

export interface DraftChanges {
  /** The revision that the draft is made on, and the newest one. */
  base: number;
  revision: number;
  items: Change[];
  environment: TagChange | null;
}

/** Which side of each conflict stays, by the conflict's id: decided when this revision was the newest. */
export interface Decisions {
  revision: number;
  mine: string[];
  theirs: string[];
}
