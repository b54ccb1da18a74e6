import * as json from "../api/json";
import { words } from "./words/rules";

/** The rules of the service for what people type, checked while they type. */

const LONGEST_NAME = 64;
const LONGEST_APP_NAME = 32;

/** What is wrong with the name of a value, secret or environment value; empty if nothing is. */
export function nameRule(name: string): string {
  if (!name) return words.noName;
  if (!/^[A-Za-z0-9]/.test(name)) return words.nameStart;
  const odd = /[^A-Za-z0-9_-]/u.exec(name);
  if (odd) return words.nameCharacter(odd[0]);
  return name.length > LONGEST_NAME ? words.nameLength(LONGEST_NAME, name.length) : "";
}

/** What is wrong with the name of an app; empty if nothing is. */
export function appNameRule(name: string): string {
  if (!name) return words.noName;
  if (!/^[A-Za-z]/.test(name)) return words.appNameStart;
  const odd = /[^A-Za-z0-9_-]/u.exec(name);
  if (odd) return words.nameCharacter(odd[0]);
  return name.length > LONGEST_APP_NAME ? words.nameLength(LONGEST_APP_NAME, name.length) : "";
}

/** The number of code points, which the service limits for secrets. */
export function codePoints(text: string): number {
  return Array.from(text).length;
}

/** The service's limit on the JSON of a value, in bytes, unless its operator changed it. */
const LARGEST_VALUE = 1_048_576;

/** What is wrong with the content of a value, as JSON text; empty if nothing is. */
export function jsonRule(text: string): string {
  return json.fault(text) || (json.size(text) > LARGEST_VALUE ? words.valueSize : "");
}
