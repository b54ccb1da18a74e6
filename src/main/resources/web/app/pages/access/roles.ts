import type { Role } from "../../api/types";

/** The roles of an API key, as titles. */
export const ROLES: Record<Role, string> = { GROUP_OWNER: "Owner", GROUP_READ_ONLY: "May only read" };
