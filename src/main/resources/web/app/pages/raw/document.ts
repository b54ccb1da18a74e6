import { assignment, bare, parse } from "../../api/dotenv";
import * as json from "../../api/json";
import { words } from "./words";

export type Format = "json" | "env";

/** JSON text by the name of the value. */
export type Contents = Map<string, string>;

export function write(contents: Contents, format: Format): string {
  const names = [...contents.keys()].sort();
  if (format === "env") return names.map((name) => assignment(name, bare(contents.get(name)!)) + "\n").join("");
  const object = Object.fromEntries(names.map((name) => [name, json.read(contents.get(name)!)]));
  return json.write(object, 2) + "\n";
}

/** Reads a document. In .env a content stays a number, a list and so on where it was one before. Fails with what is wrong. */
export function read(text: string, format: Format, before: Contents): Contents {
  if (format === "env") {
    return new Map([...parse(text)].map(([name, content]) => [name, typed(content, before.get(name))] as const));
  }
  const fault = json.fault(text);
  if (fault) throw new Error(fault);
  const object = json.read(text);
  if (typeof object !== "object" || object === null || Array.isArray(object) || !/^\s*\{/.test(text)) {
    throw new Error(words.notObject);
  }
  return new Map(Object.entries(object).map(([name, value]) => [name, json.write(value)] as const));
}

function typed(content: string, before: string | undefined): string {
  const text = JSON.stringify(content);
  if (before === undefined || before.startsWith('"')) return text;
  try {
    return typeof JSON.parse(content) === "string" ? text : json.write(json.read(content));
  } catch {
    return text;
  }
}

export interface Changes {
  created: string[];
  updated: string[];
  removed: string[];
}

/** Which values differ, by name. */
export function changesOf(before: Contents, after: Contents): Changes {
  const created = [...after.keys()].filter((name) => !before.has(name));
  const removed = [...before.keys()].filter((name) => !after.has(name));
  const updated = [...after.keys()].filter((name) => before.has(name) && before.get(name) !== after.get(name));
  return { created: created.sort(), updated: updated.sort(), removed: removed.sort() };
}

export function namesOf({ created, updated, removed }: Changes): string[] {
  return [...created, ...updated, ...removed].sort();
}

/** What I made of the contents, on top of what others made of them. Where both changed a value, mine stays. */
export function merged(base: Contents, theirs: Contents, mine: Contents): Contents {
  const result = new Map(theirs);
  for (const name of namesOf(changesOf(base, mine))) {
    const content = mine.get(name);
    if (content === undefined) result.delete(name);
    else result.set(name, content);
  }
  return result;
}
