/** What {@code parts/stale.ts} says. */
export const words = {
  somebody: "somebody",
  /** Ends with the time, in brackets, if it is known. */
  changed: (who: string, kind: string) => `${who} changed this ${kind} after you opened it`,
  changedByYou: (kind: string) => `You changed this ${kind} in another tab or program after you opened it`,
  /** The draft in which it was opened was discarded, so it is as it was before. */
  wentBack: (kind: string) => `This ${kind} is no longer as you opened it: the draft that it was in is closed`,
  deleted: (kind: string) => `This ${kind} was deleted after you opened it.`,
  choose: "What you typed is not saved yet. Choose which version to keep.",
  notSaved: "What you typed is not saved.",
  mine: "Keep mine",
  theirs: "Take theirs",
  both: "Look at both",
  createAgain: "Create it again",
  closeUnsaved: "Close without saving",
  same: "Both are the same.",
  titleTheirs: "Theirs",
  titleMine: "Mine",
  path: "the two versions",
};
