import type { RowType } from "./rows";

const count = (number: number, one: string, more = one + "s") => `${number} ${number === 1 ? one : more}`;

/** The texts of the page. */
export const words = {
  title: "Values",
  create: "Create value",
  raw: "Raw editor",
  createTip: "Create (c)",
  emptyTitle: "Nothing here yet",
  empty:
    "A value is any JSON that your programs read. A secret is text that is never shown again once it is saved: programs read it through a value that links to it.",
  searchLabel: "Search values and secrets",
  searchHint: "Search names, notes, tags",
  typeFilter: "Type",
  filters: { all: "All", value: "Values", linked: "Linked", secret: "Secrets" } satisfies Record<
    RowType | "all",
    string
  >,
  tagFilter: "Tag",
  anyTag: "Any tag",
  shown: (shown: number, all: number) => (shown === all ? String(all) : `${shown} of ${all}`),
  table: "Values and secrets",
  columns: { name: "Name", content: "Content", type: "Type", modified: "Changed", actions: "Actions" },
  types: { value: "Value", linked: "Linked", secret: "Secret" } satisfies Record<RowType, string>,
  linkedTo: "Linked to secret ",
  missingSecret: "The secret is gone: programs get nothing",
  noMatch: "Nothing matches. Change the search or the filters.",
  hiddenContent: "The content is never shown",
  readThrough: (values: string[]) => `read through ${values.join(", ")}`,
  notLinked: "no value links to it",
  by: " by ",
  select: (name: string) => `Select ${name}`,
  selectAll: "Select all",
  actionsOf: (name: string) => `Actions for ${name}`,
  menu: {
    edit: "Edit",
    view: "View",
    copyName: "Copy name",
    copyJson: "Copy JSON",
    copyCall: (call: string) => `Copy ${call}`,
    history: "History",
    leaveOut: "Leave out of the draft",
    delete: "Delete",
  },
  copied: (what: string) => `${what} is copied.`,
  copiedName: "The name",
  copiedJson: "The JSON",
  selection: {
    title: "Selected rows",
    count: (number: number) => `${number} selected`,
    delete: "Delete",
    export: "Export",
    exportJson: "As JSON",
    exportEnv: "As .env",
    leaveOut: "Leave out",
    tags: "Tags",
    clear: "Clear selection",
  },
  deleting: {
    title: (isSecret: boolean, name: string) => `Delete ${isSecret ? "secret" : "value"} ${name}?`,
    used: "These values link to it and would lose their content:",
    secret: "No value links to it. Its content cannot be brought back once that is deployed.",
    value: "Once that is deployed, programs that read it get nothing.",
    tick: "Delete it anyway",
    stale: (by: string) => `It was not deleted: ${by || "somebody"} changed it after you opened this page`,
    again: "Delete it anyway?",
    done: (name: string, draft: boolean) => `${name} is deleted${draft ? " in your draft" : ""}.`,
    already: (name: string) => `${name} was already deleted.`,
    back: (name: string) => `${name} is back.`,
  },
  deletion: {
    title: (number: number) => `Delete ${count(number, "item")}?`,
    action: "Delete",
    more: (number: number) => `and ${number} more`,
    value: "Value",
    secret: "Secret",
    consequence: "Once that is deployed, programs that read them get nothing.",
    secrets: "The contents of deleted secrets cannot be brought back once that is deployed.",
    used: (number: number) =>
      number === 1
        ? "A value that you have not selected links to a secret that would be deleted, and would lose its content:"
        : "Values that you have not selected link to secrets that would be deleted, and would lose their contents:",
    tick: "Delete them anyway",
    done: (number: number, draft: boolean) =>
      `${count(number, "item")} ${number === 1 ? "is" : "are"} deleted${draft ? " in your draft" : ""}.`,
    undo: "Undo",
    undone: (number: number) => `${count(number, "item")} ${number === 1 ? "is" : "are"} back.`,
    stale: (names: string[]) =>
      `Not deleted, because somebody changed ${names.length === 1 ? "it" : "them"} after you opened this page: ${names.join(", ")}. Still selected: look, then delete again.`,
  },
  leaving: {
    title: (number: number) => `Leave ${count(number, "change")} out of the draft?`,
    body: "What these changes created or replaced in the draft is lost, secrets included:",
    action: "Leave out",
    done: (number: number) => `${count(number, "change")} ${number === 1 ? "is" : "are"} no longer in your draft.`,
    none: "Your draft does not change any of the selected items.",
  },
  exporting: {
    done: (number: number) => `${count(number, "value")} exported.`,
    left: (number: number) =>
      ` ${count(number, "secret or linked value", "secrets and linked values")} left out: a file would hold secrets in clear.`,
    none: "Nothing to export: secrets and the values that link to them are never exported.",
  },
  notes: {
    note: "Note",
    noteHint: "For people: what it is for, who to ask. Programs do not see it. Do not put secrets here.",
    tags: "Tags",
    tagsHint: "Separated by spaces, such as payments eu.",
    tooLong: (length: number, most: number) => `Use at most ${most} characters, not ${length}.`,
    wrongTag: (tag: string) =>
      `“${tag}” is not a tag: use a letter or digit, then letters, digits, _ . and -; at most 32.`,
    tooMany: (most: number) => `Use at most ${most} tags.`,
  },
  tagging: {
    title: (number: number) => `Tags of ${count(number, "item")}`,
    add: "Add tags",
    addHint: "Separated by spaces. A letter or digit, then letters, digits, _ . and -; at most 32.",
    remove: "Remove tags",
    action: (deploys: boolean) => (deploys ? "Save and deploy" : "Save"),
    nothing: "Enter a tag to add, or choose one to remove.",
    fault: (tag: string) => `“${tag}” is not a tag.`,
    tooMany: (name: string, most: number) => `${name} would have more than ${most} tags.`,
    stale: (names: string[]) =>
      `Not tagged, because somebody changed or deleted ${names.length === 1 ? "it" : "them"} after you opened this page: ${names.join(", ")}.`,
    done: (number: number) => `The tags of ${count(number, "item")} are saved.`,
  },
};
