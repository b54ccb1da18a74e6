/** What {@code parts/toasts.ts} says. */
export const words = {
  dismiss: "Dismiss",
};
