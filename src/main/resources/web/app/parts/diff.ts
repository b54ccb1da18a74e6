import { html, nothing, type TemplateResult } from "lit";

/** One file of a unified diff, as lines that stand side by side. */
export interface FileDiff {
  path: string;
  action: "added" | "removed" | "changed";
  blocks: Line[][];
}

interface Line {
  before: string | null;
  after: string | null;
  oldNumber: number;
  newNumber: number;
}

/** The diffs of files among what a diff route answers. */
export function fileDiffs(diffs: string[]): FileDiff[] {
  return diffs.filter((diff) => diff.startsWith("--- ")).map(parse);
}

/** The lines about secrets, such as {@code secret "api-key": content changed}. */
export function secretLines(diffs: string[]): { name: string; what: string }[] {
  return diffs.flatMap((diff) => {
    const found = /^secret "([^"]+)": (.*)$/.exec(diff);
    return found ? [{ name: found[1]!, what: found[2]! }] : [];
  });
}

/** What a deployment changed, in a few words. */
export function summary(diffs: string[]): string {
  const names = [...fileDiffs(diffs).map((file) => title(file.path)), ...secretLines(diffs).map((line) => line.name)];
  if (names.length === 0) return "Nothing";
  return names.slice(0, 3).join(", ") + (names.length > 3 ? ` and ${names.length - 3} more` : "");
}

/** What people call a file: a value by its name. */
export function title(path: string): string {
  const value = /^values\/(.*)\.json$/.exec(path);
  if (value) return value[1]!;
  const environment = /^environments\/(.*)\.json$/.exec(path);
  if (environment) return `environment ${environment[1] === "no-environment" ? "none" : environment[1]}`;
  return path === "realm_config.json" ? "settings of the app" : path;
}

function parse(diff: string): FileDiff {
  const lines = diff.split("\n");
  const path = lines[0]!.slice(4);
  const blocks: Line[][] = [];
  let removed: string[] = [];
  let added: string[] = [];
  let oldNumber = 0;
  let newNumber = 0;
  const flush = () => {
    for (let i = 0; i < Math.max(removed.length, added.length); i++) {
      const before = removed[i] ?? null;
      const after = added[i] ?? null;
      blocks.at(-1)?.push({ before, after, oldNumber, newNumber });
      if (before !== null) oldNumber++;
      if (after !== null) newNumber++;
    }
    removed = [];
    added = [];
  };
  let onlyAdded = true;
  let onlyRemoved = true;
  for (const line of lines.slice(2)) {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line);
    if (hunk) {
      flush();
      [oldNumber, newNumber] = [Number(hunk[1]), Number(hunk[2])];
      blocks.push([]);
    } else if (line.startsWith("-")) {
      if (added.length) flush();
      removed.push(line.slice(1));
      onlyAdded = false;
    } else if (line.startsWith("+")) {
      added.push(line.slice(1));
      onlyRemoved = false;
    } else if (!line.startsWith("\\")) {
      flush();
      onlyAdded = onlyRemoved = false;
      blocks
        .at(-1)
        ?.push({ before: line.slice(1), after: line.slice(1), oldNumber: oldNumber++, newNumber: newNumber++ });
    }
  }
  flush();
  return { path, action: onlyAdded ? "added" : onlyRemoved ? "removed" : "changed", blocks };
}

/** Lines that stay the same around what differs, as in the diffs of the service. */
const CONTEXT = 3;
/** Above it (lines of one text times lines of the other) what differs is shown as one block. */
const MOST_PAIRS = 1_000_000;

/** How two texts differ, line by line; no blocks where they are the same. */
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
    lines.slice(Math.max(0, place - CONTEXT), place + CONTEXT + 1).some((line) => line[0] !== " "),
  );
  const hunks: string[] = [];
  let [oldNumber, newNumber] = [1, 1];
  lines.forEach((line, place) => {
    if (near[place] && !near[place - 1]) hunks.push(`@@ -${oldNumber} +${newNumber} @@`);
    if (near[place]) hunks.push(line);
    if (line[0] !== "+") oldNumber++;
    if (line[0] !== "-") newNumber++;
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
      lines.push(" " + old[i++]);
      j++;
    } else if (j >= now.length || (i < old.length && common[i + 1]![j]! >= common[i]![j + 1]!))
      lines.push("-" + old[i++]);
    else lines.push("+" + now[j++]);
  }
  return lines;
}

const ROWS_AT_FIRST = 400;

/** A file's lines before and after, side by side; one under the other where it is narrow. */
export function sideBySide(
  file: FileDiff,
  before = "Before",
  after = "After",
  label = `Changes of ${title(file.path)}`,
): TemplateResult {
  let shown = 0;
  return html`<div class="diff" role="region" tabindex="0" aria-label=${label}>
    <table>
      <colgroup>
        <col class="number" />
        <col />
        <col class="number" />
        <col />
      </colgroup>
      <thead>
        <tr>
          <th scope="col"><span class="unseen">Line before</span></th>
          <th scope="col">${before}</th>
          <th scope="col" class="right"><span class="unseen">Line after</span></th>
          <th scope="col">${after}</th>
        </tr>
      </thead>
      ${file.blocks.map(
        (block, place) =>
          html`<tbody>
            ${
              place > 0
                ? html`<tr class="gap">
                    <td colspan="4">⋯</td>
                  </tr>`
                : nothing
            }
            ${block.map((line) => (shown++ < ROWS_AT_FIRST ? row(line) : nothing))}
          </tbody>`,
      )}
    </table>
    ${shown > ROWS_AT_FIRST ? html`<p class="hint">${shown - ROWS_AT_FIRST} more lines: export the app to see them all.</p>` : nothing}
  </div>`;
}

function row(line: Line): TemplateResult {
  const same = line.before === line.after;
  const [left, right] =
    same || line.before === null || line.after === null ? [line.before, line.after] : marked(line.before, line.after);
  return html`<tr class=${same ? "same" : ""}>
    <td class="number">${line.before === null ? nothing : line.oldNumber}</td>
    <td class=${same ? "" : line.before === null ? "none" : "old"}>
      ${same || line.before === null ? nothing : html`<span class="sign">−<span class="unseen"> removed </span></span>`}${left}
    </td>
    <td class="number right">${line.after === null ? nothing : line.newNumber}</td>
    <td class="right ${same ? "" : line.after === null ? "none" : "new"}">
      ${same || line.after === null ? nothing : html`<span class="sign">+<span class="unseen"> added </span></span>`}${right}
    </td>
  </tr>`;
}

/** Two versions of a line, with what differs in the middle marked. */
function marked(before: string, after: string): [TemplateResult, TemplateResult] {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const part = (text: string) =>
    html`${text.slice(0, head)}<mark>${text.slice(head, text.length - tail)}</mark>${text.slice(text.length - tail)}`;
  return [part(before), part(after)];
}
