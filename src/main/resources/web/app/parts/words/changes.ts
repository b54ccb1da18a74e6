import type { Side } from "../../api/changes";

/** The texts of the list of changes. */
export const words = {
  actions: { created: "Added", deleted: "Removed", changed: "Changed" },
  renamed: "Renamed",
  wasCalled: "was",
  leaveOut: "Leave out",
  leaveOutItem: (name: string) => `Leave out ${name}`,
  search: "Search changes",
  searchHint: "Search by name",
  filter: "Show",
  all: "All",
  openAll: "Open all",
  closeAll: "Close all",
  list: "Changes",
  environment: "Environment",
  theEnvironment: "the environment",
  count: (shown: number, all: number) => (shown === all ? `${all}` : `${shown} of ${all}`),
  nothingFound: "No change matches. Change the search.",
  reading: "Reading …",
  secret: {
    created: "A new secret. Its content is never shown.",
    deleted: "The secret and its content are deleted.",
    content: "Content changed. Neither the old nor the new one is shown.",
    renamed: "Renamed; the content stays.",
    kept: "Only its note or tags change; the content stays.",
    short: { created: "new content", deleted: "deleted", content: "content changed", renamed: "content stays" },
  },
  link: (secret: string) => `linked to the secret ${secret}`,
  none: "nothing",
  before: (who: string) => (who ? `Last changed by ${who}` : "Last changed"),
  beforeThis: "before this change.",
  private: (side: Side) =>
    side.private
      ? "It becomes private: for server programs only."
      : "It is no longer private: client programs read it, too.",
  note: "Note",
  tags: "Tags",
  noNote: "no note",
  tooLarge: "Too large to be compared here.",
  sameContent: "Its content stays the same.",
  environments: (count: number) => (count === 1 ? "1 environment" : `${count} environments`),
  changesOf: (name: string, where?: string) => `Changes of ${name}${where ? ` in ${where}` : ""}`,
} as const;
