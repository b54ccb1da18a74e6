/** What {@code parts/item-drawer.ts} says. */
export const words = {
  gone: "There is nothing at this address. It may have been deleted, or be in somebody else’s draft.",
  mayNotCreate: "You may only read this project. Ask one of its owners to create this.",
};
