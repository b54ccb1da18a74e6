/** When keys and tokens end. */
export const words = {
  label: "Expires",
  never: "Never",
  lives: [
    [30, "In 30 days"],
    [90, "In 90 days"],
    [365, "In a year"],
    [0, "Never"],
  ] as [days: number, title: string][],
  endless: "never",
  ended: "Expired",
  ends: (when: string) => `expires ${when}`,
};
