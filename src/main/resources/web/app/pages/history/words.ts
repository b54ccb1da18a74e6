import type { ItemKind } from "../../api/history";
import type { ItemChange } from "../../api/types";

function whatChanged({ action, previous_name, content_changed, notes_changed, name }: ItemChange): string {
  if (action !== "changed") return action === "created" ? "created it" : "deleted it";
  const renamed = previous_name ? [`renamed it from ${previous_name} to ${name}`] : [];
  const content = content_changed ? ["changed its content"] : [];
  const notes = notes_changed ? ["changed its note or tags"] : [];
  return [...renamed, ...content, ...notes].join(" and ") || "changed its settings";
}

/** The texts of the page. */
export const words = {
  title: "History of",
  kinds: { value: "Value", secret: "Secret", environment: "Environment value" } satisfies Record<ItemKind, string>,
  back: { value: "Values", secret: "Values", environment: "Environments" } satisfies Record<ItemKind, string>,
  open: "Open it",
  secretNote: "The versions of a secret are listed. Their contents are never shown, and cannot be restored.",
  inDraft: (action: string) => `Your draft has ${action} it. That is not deployed yet, so it is not listed here.`,
  whatChanged,
  deployment: (revision: number) => `Revision ${revision}`,
  current: "Deployed now",
  show: "Show the difference",
  hide: "Hide the difference",
  compareWith: "Compare with",
  versionBefore: "the version before",
  now: "the newest state, with your draft",
  of: (revision: number) => `revision ${revision}`,
  before: "Before",
  empty: "(nothing)",
  same: "Both are the same.",
  unkept: "(the version before is no longer kept)",
  restore: "Restore into the draft",
  restoreNow: "Restore and deploy",
  restored: (name: string, revision: number, draft: boolean) =>
    `${name} is as in revision ${revision} ${draft ? "in your draft" : "again"}.`,
  changedMeanwhile:
    "Somebody changed it after you opened this page, so it was not restored. Look at it, then try again.",
  older: "Show older ones",
  none: "No deployment has changed it yet. Once your draft is deployed, its history begins here.",
  unknown: "This address does not say of what the history is. Open the history from the menu of a value or secret.",
};
