import { type FileDiff, parse } from "./diff";

/** How many unchanged lines are shown around a difference, as in the diffs of the service. */
const CONTEXT = 3;
/** Above this number of lines of one text times lines of the other, the difference is shown as one block. */
const MOST_PAIRS = 1_000_000;

/** The difference of two texts, line by line; without blocks if they are the same. */
export function compare(path: string, before: string, after: string): FileDiff {
  const [old, now] = [before.split("\n"), after.split("\n")];
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const lines = [
    ...old.slice(0, head).map((line) => " " + line),
    ...middle(old.slice(head, old.length - tail), now.slice(head, now.length - tail)),
    ...old.slice(old.length - tail).map((line) => " " + line),
  ];
  const near = lines.map((_, place) =>
    lines.slice(Math.max(0, place - CONTEXT), place + CONTEXT + 1).some((line) => !line.startsWith(" ")),
  );
  const hunks: string[] = [];
  let [oldNumber, newNumber] = [1, 1];
  lines.forEach((line, place) => {
    if (near[place] && !near[place - 1]) hunks.push(`@@ -${oldNumber} +${newNumber} @@`);
    if (near[place]) hunks.push(line);
    if (!line.startsWith("+")) oldNumber++;
    if (!line.startsWith("-")) newNumber++;
  });
  return parse([`--- ${path}`, `+++ ${path}`, ...hunks].join("\n"));
}

/** The lines of a unified diff by the longest common subsequence. */
function middle(old: string[], now: string[]): string[] {
  if (old.length * now.length > MOST_PAIRS) return [...old.map((line) => "-" + line), ...now.map((line) => "+" + line)];
  const common = Array.from({ length: old.length + 1 }, () => new Uint32Array(now.length + 1));
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      common[i]![j] = old[i] === now[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
    }
  }
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      lines.push(` ${old[i++]!}`);
      j++;
    } else if (j >= now.length || (i < old.length && common[i + 1]![j]! >= common[i]![j + 1]!)) {
      lines.push(`-${old[i++]!}`);
    } else {
      lines.push(`+${now[j++]!}`);
    }
  }
  return lines;
}
