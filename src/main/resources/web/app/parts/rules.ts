/** The rules that the service has for what people type, told while they type. */

const LONGEST_NAME = 64;
const LONGEST_APP_NAME = 32;

/** What is wrong with the name of a value, secret or environment value; empty if nothing is. */
export function nameRule(name: string): string {
  if (!name) return "Enter a name.";
  if (!/^[A-Za-z0-9]/.test(name)) return "Begin with a letter or digit.";
  const odd = /[^A-Za-z0-9_-]/u.exec(name);
  if (odd) return `Use letters, digits, _ and - only, not ${odd[0] === " " ? "a space" : `“${odd[0]}”`}.`;
  return name.length > LONGEST_NAME ? `Use at most ${LONGEST_NAME} characters, not ${name.length}.` : "";
}

/** The same for an app. */
export function appNameRule(name: string): string {
  if (!name) return "Enter a name.";
  if (!/^[A-Za-z]/.test(name)) return "Begin with a letter.";
  const odd = /[^A-Za-z0-9_-]/u.exec(name);
  if (odd) return `Use letters, digits, _ and - only, not ${odd[0] === " " ? "a space" : `“${odd[0]}”`}.`;
  return name.length > LONGEST_APP_NAME ? `Use at most ${LONGEST_APP_NAME} characters, not ${name.length}.` : "";
}

/** Code points, which is how the service counts a secret's length. */
export function codePoints(text: string): number {
  return [...text].length;
}
