import type { OpenedApp } from "../../api/opened";
import { get } from "../../api/requests";
import type { Conflict, Deployment, Diff, DraftChanges } from "../../api/types";

/** What the deployments after the draft's base changed is shown only if there are at most this many. */
const LOOKED_BACK = 100;

/** The changes of a draft that are in conflict with a newer deployment. */
export function conflictsOf({ items, environment }: DraftChanges): Conflict[] {
  return [...items, ...(environment ? [environment] : [])].filter((one) => one.conflict);
}

/** The difference from the draft's base to the newest deployment; empty if one of them is no longer listed. */
export async function readDeployed(opened: OpenedApp): Promise<string[]> {
  const { base, revision } = opened.changes!;
  const list = await get<Deployment[]>(opened.path(`/deployments?limit=${LOOKED_BACK}`));
  const [from, to] = [base, revision].map((wanted) =>
    list.find((one) => one.status === "successful" && one.revision === wanted),
  );
  if (!from || !to) return [];
  return (await get<Diff>(opened.path(`/deployments/${to._id}/diff?from=${from._id}`))).diffs;
}
