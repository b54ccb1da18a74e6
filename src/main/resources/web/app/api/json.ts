/**
 * JSON text, with its numbers exactly as they are written. The service keeps all digits of integers above 2^53 and of
 * long decimals, so the console must not round them.
 */

interface WithSource {
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
  rawJSON(text: string): unknown;
}
const EXACT = JSON as unknown as WithSource;

/** Parses text. A number in it becomes an object that {@link write} writes with the same digits. */
export function read<T = unknown>(text: string): T {
  return EXACT.parse(text, (_key, value, context) =>
    typeof value === "number" && context.source !== undefined ? EXACT.rawJSON(context.source) : value,
  ) as T;
}

export function write(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent);
}

/** The same JSON, indented. */
export function formatted(text: string): string {
  return write(read(text), 2);
}

/** What is wrong with a text as JSON, where, and how to correct it; empty if nothing is. */
export function fault(text: string): string {
  if (!text.trim()) return 'Enter a value. Put text in quotes, such as "hello".';
  try {
    JSON.parse(text);
    return "";
  } catch (problem) {
    const detail = (problem as Error).message;
    const at = /position (\d+)/.exec(detail);
    const line = at ? text.slice(0, Number(at[1])).split("\n").length : 0;
    if (/^[A-Za-z]/.test(text.trim()) && !text.includes("\n")) return "Not valid JSON. Put text in quotes.";
    return `Not valid JSON${line > 1 ? `: look at line ${line}` : ""}. ${detail.replace(/ in JSON at position.*$/, "").replace(/,? ?"[^]*" is not valid JSON$/, "")}.`;
  }
}

/** Bytes of the compact form in UTF-8, which the service limits. */
export function size(text: string): number {
  try {
    return new TextEncoder().encode(write(read(text))).length;
  } catch {
    return new TextEncoder().encode(text).length;
  }
}
