import type { Origin } from "../api/types";

/** The kinds of clients, as titles. */
export const ORIGINS: Record<Origin, string> = {
  UI: "Console",
  CLI: "Command line (CLI)",
  API: "API",
  VALISE: "Valise command line",
};

/** Where something was done from, after the word "from". */
export const FROM: Record<Origin, string> = {
  UI: "the console",
  CLI: "the command line (CLI)",
  API: "the API",
  VALISE: "the Valise command line",
};

/** Where a draft is open. */
export const OPEN_IN: Record<Origin, string> = {
  UI: "in the console",
  CLI: "in the command line (CLI)",
  API: "through the API",
  VALISE: "in the Valise command line",
};
