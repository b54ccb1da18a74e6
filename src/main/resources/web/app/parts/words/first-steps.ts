/** The first steps in a new app. */
export const words = {
  title: "First steps",
  progress: (done: number, all: number) => `${done} of ${all} done`,
  dismiss: "Hide the first steps",
  done: "Done:",
  value: "Create a value",
  valueHint: "Any JSON that your programs read.",
  secret: "Create a secret and link it",
  secretHint: "Programs read a secret through a value that links to it.",
  deploy: "Deploy",
  deployHint: "Review the draft, and make it live.",
  read: "Read it from a program",
  readHint: "Create a runtime token, and copy the code for your language.",
};
