/** What dialogs and the questions in them say. */
export const words = {
  toGoOn: (typed: unknown): unknown[] => ["Type ", typed, " to go on"],
  cancel: "Cancel",
  close: "Close",
  discard: {
    title: "Throw away what you typed?",
    body: "It has not been saved.",
    action: "Throw away",
  },
  deleteApp: {
    title: (name: string) => `Delete ${name}?`,
    body: "Its values, secrets, environments and deployments are deleted for good, and programs can no longer read them.",
    action: "Delete app",
  },
};
