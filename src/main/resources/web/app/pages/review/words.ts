/** The texts of the review. */
export const words = {
  title: "Review",
  changes: (count: number) => (count === 1 ? "1 change" : `${count} changes`),
  newer:
    "There was another deployment in the meantime. Your draft was not moved. Check the conflicts below, then decide again.",
  deployed: (revision: number | null) => `Deployed: revision ${revision} is live.`,
  moved: (base: number | undefined) =>
    `Your draft is now based on revision ${base}. Check your changes, then deploy them.`,
  out: (name: string) => `${name} is out of your draft.`,
  outAndClosed: (name: string) => `${name} is out of your draft. It was the last change, so the draft is closed.`,
  undo: "Undo",
  back: (name: string) => `${name} is back in your draft.`,
  leaveOutSecret: {
    title: (name: string) => `Leave out the new secret ${name}?`,
    body: "Its content is only in your draft and is never shown, so it cannot be brought back. You would have to enter it again.",
    links: (values: string[]) =>
      values.length === 1
        ? `The value ${values[0]} in your draft links to it and is left out, too.`
        : `These values in your draft link to it and are left out, too: ${values.join(", ")}.`,
    action: "Leave out",
  },
  leaveOutContent: {
    title: (name: string) => `Leave out the change to the secret ${name}?`,
    body: "The new content is only in your draft and is never shown, so it cannot be brought back. The deployed content stays.",
  },
  environmentConflict: "the environment",
  deployedNow: "Deployed now",
  revision: (number: number) => `Revision ${number}`,
  yourDraft: "Your draft",
  name: "Name of the deployment",
  optional: "(optional)",
  nameHint: "What is this change about?",
  deploy: (count: string) => `Deploy ${count}`,
  conflict: {
    of: (name: string) => `Conflict of ${name}`,
    it: "It",
    by: "by",
    mine: "Keep mine",
    mineWhat: "your change stays in the draft, on top of what is deployed",
    theirs: "Take theirs",
    theirsWhat: "your change is dropped from the draft",
    deployed: (who: string) => `What ${who} deployed:`,
    deployedOf: (name: string, where?: string) => `What was deployed of ${name}${where ? ` in ${where}` : ""}`,
    somebody: "somebody",
    yours: "What your draft changes:",
    count: (count: number) =>
      `${count === 1 ? "One change is" : `${count} changes are`} in conflict with a newer deployment.`,
    choose: (count: number) =>
      `Choose below for ${count === 1 ? "it" : "each"} whether to keep yours or take theirs. Then apply your choices: that moves your draft to the newest revision. Nothing is deployed yet.`,
    decided: (decided: number, count: number) => `${decided} of ${count} decided`,
    apply: "Apply choices",
  },
  behind: (behind: number) =>
    behind === 1
      ? "Your draft does not include it yet. It changed nothing that your draft changes."
      : "Your draft does not include them yet. They changed nothing that your draft changes.",
  move: "Move to the newest",
  nothing: {
    title: "Nothing to review",
    text: "Changes that you make wait here in a draft until you deploy them. Nobody else sees them.",
    link: "To the values",
  },
} as const;
