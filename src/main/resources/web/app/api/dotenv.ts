/** Dotenv text by the grammar of docs/dotenv.md, which the service reads, too. */

const ESCAPES: Record<string, string> = { n: "\n", r: "\r", t: "\t", "\\": "\\", '"': '"', $: "$", "`": "`" };
const BLANK = /[ \t]/;

/** The content of a variable for JSON text: a string without its quotes, other JSON as it is. */
export function bare(text: string): string {
  const value = JSON.parse(text) as unknown;
  return typeof value === "string" ? value : text;
}

/** One assignment as a line, or more if the content has line ends. */
export function assignment(name: string, content: string): string {
  return `${name}=${quoted(content)}`;
}

function quoted(content: string): string {
  if (/^[A-Za-z0-9_./:@%+,-]*$/.test(content)) return content;
  if (!content.includes("\r")) {
    if (!content.includes("'")) return `'${content}'`;
    if (!content.includes("`")) return `\`${content}\``;
  }
  const escaped = content
    .replace(/[\\"$]/g, (letter) => "\\" + letter)
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r");
  return `"${escaped}"`;
}

/** A text that is not dotenv. */
export class DotenvError extends Error {
  constructor(
    readonly line: number,
    readonly rule: string,
  ) {
    super(`Line ${line}: ${rule}`);
  }
}

/** The contents by name. Fails with the first line that is wrong. */
export function parse(source: string): Map<string, string> {
  const text = source.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  const contents = new Map<string, string>();
  let at = 0;
  const lineOf = (place: number) => text.slice(0, place).split("\n").length;
  while (at < text.length) {
    const start = at;
    const end = lineEnd(text, at);
    const line = text.slice(at, end).trim();
    if (!line || line.startsWith("#")) {
      at = end + 1;
      continue;
    }
    const equals = text.indexOf("=", at);
    if (equals < 0 || equals > end) throw new DotenvError(lineOf(start), "must be of the form NAME=content.");
    const name = text
      .slice(at, equals)
      .trim()
      .replace(/^export[ \t]+/, "");
    if (contents.has(name)) throw new DotenvError(lineOf(start), `${name} is there already.`);
    const [content, next] = contentAt(text, equals + 1, lineOf);
    contents.set(name, content);
    at = next;
  }
  return contents;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

/** The content that begins after the equals sign, and where the next line begins. */
function contentAt(text: string, from: number, lineOf: (place: number) => number): [content: string, next: number] {
  let at = from;
  while (BLANK.test(text[at] ?? "")) at++;
  const quote = text[at] ?? "";
  const end = lineEnd(text, at);
  if (!`'"\``.includes(quote) || !quote) {
    const bare = text.slice(from, end);
    return [
      bare.replace(/(^|[ \t])#.*$/, (_all, blank: string, place: number) => (place || blank ? "" : _all)).trim(),
      end + 1,
    ];
  }
  let content = "";
  for (let i = at + 1; i < text.length; i++) {
    const letter = text[i]!;
    if (letter === quote) {
      const rest = text.slice(i + 1, lineEnd(text, i));
      if (rest.trim() && !/^[ \t]+#/.test(rest)) throw new DotenvError(lineOf(i), "has text after the closing quote.");
      return [content, lineEnd(text, i) + 1];
    }
    if (letter !== "\\" || quote !== '"') {
      content += letter;
      continue;
    }
    const escaped = ESCAPES[text[++i] ?? ""];
    if (escaped === undefined) throw new DotenvError(lineOf(i), "has a backslash that begins no escape: write \\\\.");
    content += escaped;
  }
  throw new DotenvError(lineOf(at), "has a quote that is not closed.");
}
