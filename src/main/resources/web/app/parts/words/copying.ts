/** Copying a text. */
export const words = {
  refused: "The browser does not let this page copy. Select the text, then copy it with the keyboard.",
};
