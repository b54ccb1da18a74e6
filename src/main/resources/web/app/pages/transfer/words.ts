/** The texts of the page. */
export const words = {
  title: "Import and export",
  export: "Export",
  exportLead: (draft: boolean) =>
    `The whole app as files in a zip, ${draft ? "with your draft on top" : "as it is deployed"}. It contains no secrets: neither their contents nor a list of them.`,
  download: "Download zip",
  import: "Import",
  choose: "Choose a file, or drop it here",
  rule: {
    before: "A ",
    after:
      ", JSON or YAML file of values or secrets, each name with its content; or a whole app, as a zip or JSON. You see what it would change first.",
  },
  already: "The app is already like that: importing it changes nothing.",
  cancel: "Cancel",
  importAndDeploy: "Import and deploy",
  importToDraft: "Import to draft",
  imported: (file: string, draft: boolean) => `${file} is imported${draft ? " into your draft" : " and live"}.`,
  holds: "What it holds",
  contents: { values: "Values", secrets: "Secrets", app: "The whole app" },
  wholeApp: "The app becomes what the file says: what is not in it is removed. Secrets stay.",
  replace: (content: string) => `Remove the ${content} that are not in the file`,
  link: "Also create a value for each new secret that links to it: programs read secrets through values only",
  added: "Added",
  changed: "Changed",
  removed: "Removed",
  unchanged: "Unchanged",
  secret: "Secret",
  refused: "Nothing is imported. Correct this in the file, and choose it again:",
  emptyFile: (file: string) => `${file} is empty. Choose another file.`,
  unknownFile: (file: string) =>
    `${file} is of no kind that can be imported. Choose a .env, .json, .yaml or .zip file.`,
};
