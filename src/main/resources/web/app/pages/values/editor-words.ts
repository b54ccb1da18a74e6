/** What the editor of values and secrets says. */
export const words = {
  create: "Create value",
  edit: (kind: string) => `Edit ${kind}`,
  read: (kind: string) => (kind === "secret" ? "Secret" : "Value"),
  value: "Value",
  taken: (kind: string) => `There is a ${kind} of this name already.`,
  chooseSecret: "Choose a secret.",
  saves: "saves",
  changed: "Changed",
  by: (who: string) => ` by ${who}`,
  private: "Private",
  privateHint: "– marked as for server programs only; kept, not enforced",
  is: (type: string, name: string, draft: boolean) => `${type} ${name} is ${draft ? "in your draft" : "live"}.`,
  alreadySo: (type: string, name: string) => `${type} ${name} already has this content.`,
  onlySecret: (name: string, problem: string) =>
    `The secret ${name} is saved, but not the value that links to it. ${problem} Close this, then create a value of the type “Link to a secret”.`,
  undone: (name: string) => `${name} is as it was before.`,
  notUndone: (name: string) => `${name} was changed since you saved it, so that was not undone.`,
  neverShown: "The content of a secret is never shown.",
  secretContent: "Content",
};
