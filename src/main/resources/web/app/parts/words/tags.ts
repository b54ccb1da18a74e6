/** The texts about an app's environment. */
export const words = {
  becomes: "is deployed; your draft makes it",
  title: (before: string, after: string) => `${before} is deployed. Your draft makes it ${after}.`,
} as const;
