import type { Role } from "../../api/types";

/** The people and API keys of the project. */
export const words = {
  title: "People and API keys",
  lead: "Each person logs in with an API key of their own, and so does each robot that deploys. A key is valid for all apps of the project.",
  secrets:
    "The API never shows a secret to any key. An owner can read one by running a Function, which the audit log records.",
  create: "Create API key",
  mayOnlyRead: "Your key may only read: an owner of the project creates and revokes keys.",
  roles: { GROUP_OWNER: "Owner", GROUP_READ_ONLY: "Reader" } satisfies Record<Role, string>,
  you: "You",
  columns: {
    name: "Name",
    publicKey: "Public key",
    role: "Role",
    ends: "Expires",
    used: "Last login",
    actions: "Actions",
  },
  never: "never",
  revokeLabel: (name: string) => `Revoke API key ${name}`,
  revoke: {
    title: (name: string) => `Revoke API key ${name}?`,
    own: "You are logged in with this key. Revoking it logs you out, and it cannot be restored.",
    other: "Anyone who uses it is logged out at once. It cannot be restored.",
    action: "Revoke",
  },
  revoked: (name: string) => `API key ${name} is revoked.`,
  creating: {
    title: "Create API key",
    name: "Who uses it. Deployments and the audit log show this name.",
    role: "Role",
    roleHints: {
      GROUP_READ_ONLY: "Can look at everything except what secrets contain, and change nothing.",
      GROUP_OWNER: "Can change and deploy everything in the project, and create and revoke keys.",
    } satisfies Record<Role, string>,
    end: "After that it is refused. Choose an end for robots and for people who help for a while.",
    action: "Create",
    shown: "API key created",
    once: "The private key is shown only now. Store it in a password manager: nobody can show it again.",
    publicKey: "Public key",
    privateKey: "Private key",
  },
};
