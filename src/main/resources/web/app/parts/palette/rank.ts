/** How well a text matches what is searched: 0 if not at all. Each word of the search must be in the text. */
export function rank(text: string, search: string): number {
  const wanted = search.toLowerCase().split(/\s+/).filter(Boolean);
  const lower = text.toLowerCase();
  let sum = 1;
  for (const word of wanted) {
    const place = lower.indexOf(word);
    if (place < 0) return 0;
    if (place === 0) sum += lower.length === word.length ? 8 : 4;
    else if (startsWord(text, place)) sum += 2;
    sum += word.length / text.length;
  }
  return sum;
}

/** Whether a word begins there: after a sign, or with a capital letter. */
function startsWord(text: string, place: number): boolean {
  return /[^A-Za-z0-9]/.test(text[place - 1]!) || (/[a-z0-9]/.test(text[place - 1]!) && /[A-Z]/.test(text[place]!));
}

/** The best of the entries, best first; equally good ones keep their order. */
export function best<E>(entries: E[], textOf: (entry: E) => string, search: string): E[] {
  if (!search.trim()) return entries;
  return entries
    .map((entry) => ({ entry, rank: rank(textOf(entry), search) }))
    .filter((one) => one.rank > 0)
    .sort((one, other) => other.rank - one.rank)
    .map((one) => one.entry);
}
