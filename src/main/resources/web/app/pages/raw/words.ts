/** The texts of the page. */
export const words = {
  title: "Raw editor",
  lead: "All values of the app as one text. Nothing changes until you save; then all changes are one.",
  back: "Back to the table",
  format: "Format",
  formats: { json: "JSON", env: ".env" },
  label: { json: "All values, as JSON", env: "All values, as .env" },
  envHint:
    "Each line is a string, except where the value was a number, true, false, null, a list or an object, and still is one.",
  jsonHint: "An object with each name and its value.",
  links: (number: number) =>
    `${number === 1 ? "One value links to a secret. It is not in the text, and stays" : `${number} values link to secrets. They are not in the text, and stay`} as ${number === 1 ? "it is" : "they are"}:`,
  link: (value: string, secret: string) => `${value} → ${secret}`,
  notObject: "The text must be one object: { … }.",
  preview: "What saving changes",
  unchanged: "Nothing is changed yet.",
  created: "Created",
  updated: "Changed",
  removed: "Deleted",
  more: (number: number) => `and ${number} more`,
  renames: "A renamed value is deleted and created: its history, note and tags stay with the old name.",
  save: "Save",
  saveAndDeploy: "Save and deploy",
  reset: "Start again",
  toReset: {
    title: "Throw away what you typed?",
    body: "The text becomes what is stored.",
    action: "Throw away",
  },
  saved: (number: number, draft: boolean) =>
    `${number} ${number === 1 ? "value is" : "values are"} changed${draft ? " in your draft" : ""}.`,
  moved: (names: string[]) =>
    `Nothing was saved. Somebody changed these values after you opened this page: ${names.join(", ")}.`,
  merged:
    "Their changes are in the text now, except where you changed the same value: there yours stays. Look at what saving changes, then save again.",
  readOnly: "You may only read this project, so you cannot change this text.",
};
