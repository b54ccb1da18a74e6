/** The texts of the page that shows a draft of another kind of client. */
export const words = {
  title: (where: string) => `Draft open ${where}`,
  readOnly: "You can only look at it here: deploy or discard it where you opened it.",
  empty: "There are no changes in it yet.",
  before: "Before",
  after: "In the draft",
  gone: "This draft is no longer open",
  goneHint: "It was deployed or discarded.",
  toValues: "To the values",
} as const;
