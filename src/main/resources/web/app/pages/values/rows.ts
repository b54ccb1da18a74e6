import type { OpenedApp } from "../../api/opened";

export type RowType = "value" | "linked" | "secret";

/** A value or a secret, as a row of the table. */
export interface Row {
  id: string;
  etag: string;
  type: RowType;
  name: string;
  /** The secret that a value links to. */
  secret: string | null;
  /** Whether that secret no longer exists. */
  missing: boolean;
  /** The values that link to a secret. */
  uses: string[];
  modified: number;
  by: string;
  private: boolean;
  note: string;
  tags: string[];
  /** What the draft does to it; empty if nothing. */
  change: string;
}

export function rowsOf(opened: OpenedApp): Row[] {
  const links = new Map(opened.secrets.flatMap((secret) => secret.used_by.map((value) => [value, secret.name])));
  const changes = new Map((opened.changes?.items ?? []).map((change) => [change._id, change.action]));
  const values = opened.values.map((value): Row => {
    const missing = opened.missing.get(value.name);
    return {
      id: value._id,
      etag: value.etag,
      type: value.from_secret ? "linked" : "value",
      name: value.name,
      secret: value.from_secret ? (links.get(value.name) ?? missing ?? "") : null,
      missing: missing !== undefined,
      uses: [],
      modified: value.last_modified,
      by: opened.who(value.modified_by),
      private: value.private,
      note: value.note ?? "",
      tags: value.tags ?? [],
      change: changes.get(value._id) ?? "",
    };
  });
  const secrets = opened.secrets.map((secret): Row => ({
    id: secret._id,
    etag: secret.etag,
    type: "secret",
    name: secret.name,
    secret: null,
    missing: false,
    uses: secret.used_by,
    modified: secret.last_modified,
    by: opened.who(secret.modified_by),
    private: false,
    note: secret.note ?? "",
    tags: secret.tags ?? [],
    change: changes.get(secret._id) ?? "",
  }));
  return [...values, ...secrets];
}
