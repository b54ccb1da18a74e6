import { ValiseError } from "./error.js";

/** The values of one revision. Contents are private: neither `console.log` nor `JSON.stringify` shows them. */
export class Values {
  #texts;
  #unresolved;
  #parsed = new Map();

  /**
   * @param {Map<string, string>} texts the JSON of each value, as it was sent
   * @param {string[]} unresolved values whose secret is gone
   */
  constructor(texts, unresolved) {
    this.#texts = texts;
    this.#unresolved = new Set(unresolved);
  }

  /**
   * The value, parsed and frozen; `undefined` if there is none of that name. Throws `SecretNotFound` if it links to a
   * secret that is gone.
   *
   * @param {string} name
   */
  get(name) {
    if (!this.#parsed.has(name)) {
      const text = this.text(name);
      this.#parsed.set(name, text === undefined ? undefined : frozen(JSON.parse(text)));
    }
    return this.#parsed.get(name);
  }

  /**
   * The value's JSON, with the digits it was stored with; else as `get`.
   *
   * @param {string} name
   */
  text(name) {
    if (this.#unresolved.has(name)) {
      throw new ValiseError("SecretNotFound", `value "${name}" links to a secret that is gone`, 409);
    }
    return this.#texts.get(name);
  }

  /** @param {string} name */
  has(name) {
    return this.#texts.has(name);
  }

  names() {
    return [...this.#texts.keys()];
  }

  /**
   * The names of the values that are not the same in both.
   *
   * @param {Values} other
   */
  changedFrom(other) {
    const names = new Set([...this.#texts.keys(), ...other.#texts.keys()]);
    return [...names].filter((name) => this.#texts.get(name) !== other.#texts.get(name)).sort();
  }
}

/** The environment tag, and the environment values that it selects. */
export class Environment {
  #values;

  constructor(tag, values) {
    this.tag = tag;
    this.#values = frozen(Object.assign(Object.create(null), values));
    Object.freeze(this);
  }

  get values() {
    return this.#values;
  }
}

/** One revision, whole: what `GET /values` answered. Never changes. */
export class Snapshot {
  #etag;

  constructor(revision, environment, values, unresolved, etag) {
    this.revision = revision;
    this.environment = environment;
    this.values = values;
    this.unresolved = Object.freeze(unresolved);
    this.#etag = etag;
    Object.freeze(this);
  }

  get etag() {
    return this.#etag;
  }

  /**
   * @param {string} text
   * @param {string} etag
   */
  static parse(text, etag) {
    try {
      const { revision, environment, unresolved = [] } = JSON.parse(text);
      const values = Number.isSafeInteger(revision) ? members(text).get("values") : undefined;
      if (values?.startsWith("{")) {
        return new Snapshot(
          revision,
          new Environment(environment?.tag ?? "", environment?.values),
          new Values(members(values), unresolved),
          unresolved,
          etag,
        );
      }
    } catch {
      // The parser's message quotes the text.
    }
    throw new ValiseError("UnexpectedAnswer", "the answer is not an app's values: is this the address of Valise?", 200);
  }
}

function frozen(value) {
  if (value !== null && typeof value === "object") {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}

/**
 * The members of a JSON object that is known to be well formed, as text: JSON.parse would round long numbers.
 *
 * @param {string} text
 * @returns {Map<string, string>}
 */
function members(text) {
  const found = new Map();
  let at = blanks(text, text.indexOf("{") + 1);
  while (text[at] !== "}") {
    const colon = skip(text, at);
    const name = JSON.parse(text.slice(at, colon));
    const start = blanks(text, blanks(text, colon) + 1);
    const end = skip(text, start);
    found.set(name, text.slice(start, end));
    at = blanks(text, end);
    if (text[at] === ",") {
      at = blanks(text, at + 1);
    }
  }
  return found;
}

/** Where the value that starts here ends. */
function skip(text, start) {
  let depth = 0;
  let at = start;
  do {
    const sign = text[at];
    if (sign === '"') {
      at = closingQuote(text, at);
    } else if (sign === "{" || sign === "[") {
      depth++;
    } else if (sign === "}" || sign === "]") {
      depth--;
    }
    at++;
  } while (depth > 0 || (!'"}]'.includes(text[at - 1]) && !",:}] \n\r\t".includes(text[at])));
  return at;
}

function closingQuote(text, open) {
  let at = open;
  let escapes;
  do {
    at = text.indexOf('"', at + 1);
    escapes = 0;
    while (text[at - 1 - escapes] === "\\") {
      escapes++;
    }
  } while (escapes % 2 === 1);
  return at;
}

function blanks(text, start) {
  let at = start;
  while (" \n\r\t".includes(text[at])) {
    at++;
  }
  return at;
}
