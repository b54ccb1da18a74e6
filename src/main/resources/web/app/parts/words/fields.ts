/** What the fields of names and contents say. */
export const words = {
  name: "Name",
  nameHint: "A letter or digit, then letters, digits, _ and -; at most 64.",
  quote: "Put it in quotes",
  format: "Format",
  editor: "Value, as JSON",
  jsonHint: "Any JSON: text in quotes, a number, a list, an object.",
  bytes: (count: number) => `${count.toLocaleString("en")} ${count === 1 ? "byte" : "bytes"}`,
};
