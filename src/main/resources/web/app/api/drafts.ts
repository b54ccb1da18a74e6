import type { OpenedApp } from "./opened";

/**
 * Closes the person's draft if it has no changes: it would only hide from them what others deploy. Returns whether it
 * did.
 */
export async function closeEmptyDraft(opened: OpenedApp): Promise<boolean> {
  if (!opened.draft || opened.pending > 0) return false;
  await opened.discard();
  return true;
}
