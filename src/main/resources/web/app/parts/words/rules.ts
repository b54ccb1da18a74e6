/** What is wrong with what people type. */
export const words = {
  noName: "Enter a name.",
  nameStart: "Begin with a letter or digit.",
  appNameStart: "Begin with a letter.",
  nameCharacter: (odd: string) => `Use letters, digits, _ and - only, not ${odd === " " ? "a space" : `“${odd}”`}.`,
  nameLength: (longest: number, length: number) => `Use at most ${longest} characters, not ${length}.`,
  valueSize: "A value has at most 1 MiB of JSON.",
};
