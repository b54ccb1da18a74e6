/** What the field for the content of a secret says. */
export const words = {
  empty: "Enter the content.",
  tooLong: (longest: number, over: number) => `Use at most ${longest} characters: ${over} fewer.`,
  content: "Content",
  newContent: "New content",
  keep: "Leave empty to keep the stored content",
  replaces: "The stored content is never shown again. What you type here replaces it.",
  neverShown: "Once saved it is never shown again: programs read it by a value that links to it.",
  hide: "Hide",
  show: "Show",
  generate: "Generate",
};
