/** What opens the admin API for people and robots of the project. Times are in UNIX seconds. */
export interface Key {
  _id: string;
  name: string;
  role: "GROUP_OWNER" | "GROUP_READ_ONLY";
  public_key: string;
  created_at: number;
  last_used?: number;
}

/** What opens the values of an app for a program. */
export interface Token {
  _id: string;
  name: string;
  /** The values it may read; absent for all. */
  values?: string[];
  expires_at?: number;
  created_at: number;
  last_used?: number;
}

export const ROLES = { GROUP_OWNER: "Owner", GROUP_READ_ONLY: "May only read" } as const;
