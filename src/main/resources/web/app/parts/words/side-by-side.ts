/** The texts of a comparison side by side. */
export const words = {
  before: "Before",
  after: "After",
  lineBefore: "Line before",
  lineAfter: "Line after",
  removed: " removed ",
  added: " added ",
  changesOf: (what: string) => `Changes of ${what}`,
  moreLines: (count: number) => `${count} more lines: export the app to see them all.`,
} as const;
