/** What {@code parts/sheet.ts} says. */
export const words = {
  save: "Save",
  saveAndDeploy: "Save and deploy",
  cancel: "Cancel",
  close: "Close",
  gone: (kind: string, name: string) => `The ${kind} ${name} was deleted after you opened this page.`,
  readOnly: (kind: string) =>
    `You may only read this project, so you cannot change this ${kind}. Ask one of the project’s owners to change it.`,
  notRead: "Nothing can be changed until it has been read.",
  undo: "Undo",
  again: "Try again",
};
