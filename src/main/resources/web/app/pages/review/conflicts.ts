import { compareRevisions, type ItemChange, type ItemContents, revisionContents } from "../../api/changes";
import type { OpenedApp } from "../../api/opened";
import type { Change, Conflict, DraftChanges } from "../../api/types";

/** For this many conflicts at most, the page shows what was deployed. */
const MOST = 50;

/** What another deployment changed about an item. */
export interface Deployed {
  change: ItemChange;
  contents: ItemContents;
}

/** The changes of a draft that are in conflict with a newer deployment. */
export function conflictsOf({ items, environment }: DraftChanges): Conflict[] {
  return [...items, ...(environment ? [environment] : [])].filter((one) => one.conflict);
}

/**
 * What was deployed after the draft's base about the items in conflict, by the id of the draft's change. It may be
 * another item that has taken the name.
 */
export async function readDeployed(opened: OpenedApp): Promise<Map<string, Deployed>> {
  const { base, revision, items } = opened.changes!;
  const inConflict = items.filter((change) => change.conflict).slice(0, MOST);
  if (!inConflict.length) return new Map();
  const { items: deployed } = await compareRevisions(opened, base, revision);
  const pairs = inConflict.flatMap((change): [Change, ItemChange][] => {
    const other =
      deployed.find((one) => one._id === change._id) ??
      deployed.find((one) => one.kind === change.kind && one.name === change.name);
    return other ? [[change, other]] : [];
  });
  if (!pairs.length) return new Map();
  const contents = await revisionContents(opened, base, revision)(pairs.map(([, other]) => other._id));
  return new Map(
    pairs.flatMap(([{ _id }, change]): [string, Deployed][] => {
      const found = contents.get(change._id);
      return found ? [[_id, { change, contents: found }]] : [];
    }),
  );
}
