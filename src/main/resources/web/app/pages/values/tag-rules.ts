/** The service's limits on notes and tags. */
export const MOST_TAGS = 10;
export const LONGEST_NOTE = 1_000;

const TAG = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/;

/** The tags in a text that a person typed, separated by spaces or commas. */
export function tagsOf(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter(Boolean))];
}

/** The first that is not a tag; empty if all are. */
export function wrongTag(tags: string[]): string {
  return tags.find((tag) => !TAG.test(tag)) ?? "";
}
