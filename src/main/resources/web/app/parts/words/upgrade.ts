/** What {@code parts/upgrade.ts} says. */
export const words = {
  updated: "Valise was updated.",
  offer: "Valise was updated. Save what you typed, then reload the page.",
  reload: "Reload",
  notLoaded: "Valise was updated, and this page could not be loaded. Reload the page. Your draft is not lost.",
  unreachable: "The service does not answer. Check the connection, then try again.",
};
