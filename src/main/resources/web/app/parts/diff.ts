/** One file of a unified diff, as pairs of lines to show side by side. */
export interface FileDiff {
  path: string;
  action: "added" | "removed" | "changed";
  blocks: Line[][];
}

export interface Line {
  before: string | null;
  after: string | null;
  oldNumber: number;
  newNumber: number;
}

/** The files among the diffs that the API answers. */
export function fileDiffs(diffs: string[]): FileDiff[] {
  return diffs.filter((diff) => diff.startsWith("--- ")).map(parse);
}

/** The secrets among the diffs that the API answers, such as {@code secret "api-key": content changed}. */
export function secretLines(diffs: string[]): { name: string; what: string }[] {
  return diffs.flatMap((diff) => {
    const found = /^secret "([^"]+)": (.*)$/.exec(diff);
    return found ? [{ name: found[1]!, what: found[2]! }] : [];
  });
}

/** How a file is called in the console: that of a value by the value's name. */
export function title(path: string): string {
  const value = /^values\/(.*)\.json$/.exec(path);
  if (value) return value[1]!;
  const environment = /^environments\/(.*)\.json$/.exec(path);
  if (environment) return `environment ${environment[1] === "no-environment" ? "none" : environment[1]}`;
  return path === "realm_config.json" ? "settings of the app" : path;
}

/** Reads the unified diff of one file. */
export function parse(diff: string): FileDiff {
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
