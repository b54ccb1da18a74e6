import { ValiseError } from "./error.js";

/** The run-time routes of one app. Nothing it throws holds the token or a body. */
export class Service {
  #address;
  #token;
  #fetch;
  #signal;

  /**
   * @param {{url: string, app: string, token: string | (() => string | Promise<string>), fetch: typeof fetch}} options
   * @param {AbortSignal} signal ends all requests
   */
  constructor({ url, app, token, fetch }, signal) {
    this.#address = address(url, app);
    this.#token = token;
    this.#fetch = fetch;
    this.#signal = signal;
  }

  /**
   * All values, or undefined if they are still those of the ETag.
   *
   * @param {string | undefined} etag
   * @param {number} wait how long the service may hold the request for a newer revision, in seconds
   * @param {number} timeout for the whole answer, in milliseconds, beyond the wait
   * @returns {Promise<{text: string, etag: string} | undefined>}
   */
  async values(etag, wait, timeout) {
    const headers = etag ? { "If-None-Match": etag } : {};
    return this.#ask(`/values${etag && wait ? `?wait=${wait}` : ""}`, headers, timeout + wait * 1000, async (answer) =>
      answer.status === 304 ? undefined : { text: await answer.text(), etag: answer.headers.get("ETag") ?? "" },
    );
  }

  /**
   * Follows the deployments until the stream, once begun, ends.
   *
   * @param {{first: number, silence: number}} patience how long the first event may take, and how long the stream may
   *   be silent after it, in milliseconds; then a `Timeout`
   * @param {(revision: number) => Promise<void>} deployed awaited before the next event is read
   */
  async events({ first, silence }, deployed) {
    await this.#ask("/events", { Accept: "text/event-stream" }, first, async (answer, patience) => {
      if (!answer.headers.get("Content-Type")?.startsWith("text/event-stream")) {
        throw new ValiseError("UnexpectedAnswer", "the answer to /events is no event stream", answer.status);
      }
      const reader = answer.body.getReader();
      const decoder = new TextDecoder();
      let begun = false;
      let rest = "";
      const read = () =>
        reader.read().catch((cut) => {
          if (begun && !patience.lost) {
            return { done: true, value: undefined };
          }
          throw cut;
        });
      for (let chunk = await read(); !chunk.done; chunk = await read()) {
        const lines = (rest + decoder.decode(chunk.value, { stream: true })).split(/\r?\n/);
        rest = lines.pop() ?? "";
        for (const revision of lines.map(revisionIn).filter((found) => found !== undefined)) {
          patience.stop();
          await deployed(revision);
          begun = true;
        }
        if (begun) {
          patience.start(silence);
        }
      }
      if (!begun) {
        throw new ValiseError("UnexpectedAnswer", "the event stream ended before its first event", answer.status);
      }
    });
  }

  async #ask(path, headers, timeout, read) {
    const patience = new Patience(this.#signal);
    patience.start(timeout);
    try {
      const answer = await this.#fetch(this.#address + path, {
        headers: { ...headers, Authorization: `Bearer ${await this.#shownToken()}` },
        // The token would go along.
        redirect: "manual",
        cache: "no-store",
        credentials: "omit",
        signal: patience.signal,
      });
      if (answer.status !== 200 && answer.status !== 304) {
        throw await refusal(answer);
      }
      return await read(answer, patience);
    } catch (failure) {
      throw failure instanceof ValiseError ? failure : this.#noAnswer(failure, patience, timeout);
    } finally {
      patience.end();
    }
  }

  async #shownToken() {
    let token;
    try {
      token = String(typeof this.#token === "function" ? await this.#token() : this.#token).trim();
    } catch {
      throw new ValiseError("InvalidOption", "the function that should give the token failed");
    }
    // fetch's own message would quote it.
    if (!/^[\x21-\x7e]+$/.test(token)) {
      throw new ValiseError("InvalidOption", "the token is empty, or has characters that no token has");
    }
    return token;
  }

  #noAnswer(failure, patience, timeout) {
    const origin = new URL(this.#address).origin;
    if (patience.lost) {
      return new ValiseError("Timeout", `${origin} took too long to answer`);
    }
    const why = failure?.cause?.code ?? failure?.code;
    return new ValiseError("Unreachable", `${origin} cannot be reached${typeof why === "string" ? ` (${why})` : ""}`);
  }
}

/** Aborts a request when its time is over, or the client is closed. */
class Patience {
  #controller = new AbortController();
  #closed;
  #timer;
  lost = false;

  constructor(closed) {
    this.#closed = closed;
    closed.addEventListener("abort", this.#abort);
    if (closed.aborted) {
      this.#abort();
    }
  }

  get signal() {
    return this.#controller.signal;
  }

  start(milliseconds) {
    this.stop();
    this.#timer = setTimeout(() => {
      this.lost = true;
      this.#abort();
    }, milliseconds);
  }

  stop() {
    clearTimeout(this.#timer);
  }

  /** Lets go of the connection, too, where the answer was not read to its end. */
  end() {
    this.stop();
    this.#closed.removeEventListener("abort", this.#abort);
    this.#abort();
  }

  #abort = () => this.#controller.abort();
}

function address(url, app) {
  let base;
  try {
    base = new URL(url);
  } catch {
    throw new ValiseError("InvalidOption", "url is not an address such as https://valise.example.com");
  }
  if (!/^https?:$/.test(base.protocol) || base.username || base.password || base.search || base.hash) {
    throw new ValiseError("InvalidOption", "url must be http(s)://host[:port][/path], without user or query");
  }
  return `${base.origin}${base.pathname.replace(/\/+$/, "")}/api/client/v1/apps/${encodeURIComponent(app)}`;
}

/** The service's own sentence, if it is the service that answered. */
async function refusal(answer) {
  if (answer.type === "opaqueredirect" || (answer.status >= 300 && answer.status < 400)) {
    const target = answer.headers.get("Location")?.split("?")[0];
    return new ValiseError(
      "Redirected",
      `redirected${target ? ` to ${target}` : ""}: set url to the address itself, the token is not sent elsewhere`,
      answer.status,
    );
  }
  try {
    const { error, error_code: code } = JSON.parse(await answer.text());
    if (typeof error === "string" && typeof code === "string") {
      return new ValiseError(code, error, answer.status);
    }
  } catch {
    // Somebody else answered; what it says is nothing for a log.
  }
  return new ValiseError("UnexpectedAnswer", `answered ${answer.status}`, answer.status);
}

function revisionIn(line) {
  const data = /^data: ?(\{.*\})$/.exec(line);
  if (data) {
    try {
      const { revision } = JSON.parse(data[1]);
      return Number.isSafeInteger(revision) ? revision : undefined;
    } catch {
      // An event of another kind.
    }
  }
  return undefined;
}
