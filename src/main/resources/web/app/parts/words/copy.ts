export const words = {
  refused: "The browser does not let this page copy. Open the value and copy it from there.",
};
