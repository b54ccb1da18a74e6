import { ValiseError } from "./error.js";
import { Service } from "./service.js";
import { Snapshot } from "./snapshot.js";

export { ValiseError };

/** For a newer revision, by long poll, in seconds. */
const LONG_POLL = 30;

/** For an instance behind a load balancer that has not seen the deployment yet, in seconds. */
const CATCH_UP = 5;

/** Read the types for what each option does. */
const DEFAULTS = {
  startTimeout: 30_000,
  requestTimeout: 10_000,
  heartbeatTimeout: 45_000,
  pollInterval: 10_000,
  follow: true,
};

/**
 * Reads an app's values, and follows its deployments in the background.
 *
 * @param {Partial<import("./index.js").Options>} [options]
 */
export function connect(options = {}) {
  return Valise.connect(options);
}

/** The values of an app, as they are now. */
export class Valise {
  #options;
  #service;
  #snapshot;
  #error = null;
  #closed = new AbortController();
  #listeners = { change: new Set(), error: new Set() };
  #longPoll = true;
  #pollUntil = 0;

  static async connect(options) {
    const valise = new Valise(options);
    await valise.#start();
    return valise;
  }

  constructor(options) {
    this.#options = { ...DEFAULTS, fetch: globalThis.fetch.bind(globalThis), ...settings(), ...options };
    for (const name of ["url", "app", "token"]) {
      if (!this.#options[name]) {
        throw new ValiseError("InvalidOption", `${name} is missing: give it, or set VALISE_${name.toUpperCase()}`);
      }
    }
    this.#service = new Service(this.#options, this.#closed.signal);
  }

  get snapshot() {
    return this.#snapshot;
  }

  get revision() {
    return this.#snapshot.revision;
  }

  get environment() {
    return this.#snapshot.environment;
  }

  get values() {
    return this.#snapshot.values;
  }

  get error() {
    return this.#error;
  }

  on(event, listener) {
    const listeners = this.#listeners[event];
    if (!listeners) {
      throw new ValiseError("InvalidOption", `there is no event "${event}": take "change" or "error"`);
    }
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  close() {
    this.#closed.abort();
  }

  toString() {
    return `Valise(${this.#options.app}, revision ${this.#snapshot?.revision})`;
  }

  [Symbol.for("nodejs.util.inspect.custom")]() {
    return this.toString();
  }

  async #start() {
    const end = now() + this.#options.startTimeout;
    for (let failures = 0; !this.#snapshot; failures++) {
      try {
        await this.#refresh();
      } catch (failure) {
        if (!failure.temporary || now() >= end) {
          throw failure;
        }
        await this.#sleep(Math.min(this.#backOff(failures), end - now()));
      }
    }
    if (this.#options.follow) {
      this.#follow();
    }
  }

  /** Never ends before the client is closed, whatever is answered: what is wrong today may be mended tomorrow. */
  async #follow() {
    let failures = 0;
    while (!this.#closed.signal.aborted) {
      const began = now();
      try {
        await (began < this.#pollUntil ? this.#poll() : this.#listen());
      } catch (failure) {
        this.#failed(failure);
      }
      // A stream that is cut as soon as it begins, again and again, must not be a storm of requests.
      failures = this.#error || now() - began < this.#options.pollInterval ? failures + 1 : 0;
      await this.#sleep(this.#backOff(failures));
    }
  }

  /** Reads the events until the stream ends. Where they do not come through but values do, polls for a while. */
  async #listen() {
    const { requestTimeout: first, heartbeatTimeout: silence, pollInterval } = this.#options;
    try {
      await this.#service.events({ first, silence }, async (revision) => {
        if (revision !== this.revision) {
          await this.#refresh(CATCH_UP);
        }
        this.#error = null;
      });
    } catch {
      await this.#refresh();
      this.#pollUntil = now() + 30 * pollInterval;
      this.#longPoll = true;
    }
  }

  async #poll() {
    const began = now();
    try {
      const changed = await this.#refresh(this.#longPoll && !this.#error ? LONG_POLL : 0);
      if (!changed && now() - began < this.#options.pollInterval) {
        await this.#sleep(this.#options.pollInterval);
      }
    } catch (failure) {
      // Something between here and the service may not like to wait.
      this.#longPoll = false;
      throw failure;
    }
  }

  /** Whether there was something new. */
  async #refresh(wait = 0) {
    const before = this.#snapshot;
    let next = await this.#newer(wait);
    if (next && before && next.revision < before.revision) {
      // An instance that is behind catches up; one that stays there has its data from a back-up.
      await this.#sleep(this.#options.pollInterval / 2);
      next = await this.#newer(0);
    }
    this.#error = null;
    if (!next || this.#closed.signal.aborted) {
      return false;
    }
    this.#snapshot = next;
    if (next.revision === before?.revision) {
      return false;
    }
    if (before) {
      this.#tell("change", { revision: next.revision, changed: next.values.changedFrom(before.values) });
    }
    return true;
  }

  async #newer(wait) {
    const answer = await this.#service.values(this.#snapshot?.etag, wait, this.#options.requestTimeout);
    return answer && Snapshot.parse(answer.text, answer.etag);
  }

  /** Tells of an outage once, not at every attempt. */
  #failed(failure) {
    if (this.#closed.signal.aborted) {
      return;
    }
    const known = this.#error?.message === failure.message;
    this.#error = failure;
    if (known) {
      return;
    }
    if (this.#listeners.error.size === 0) {
      console.warn(`valise: ${failure.message} (${failure.code}); the values of revision ${this.revision} go on`);
    }
    this.#tell("error", failure);
  }

  #tell(event, argument) {
    for (const listener of this.#listeners[event]) {
      Promise.resolve(argument)
        .then(listener)
        .catch((failure) => console.warn(`valise: a listener of "${event}" failed: ${failure?.name}`));
    }
  }

  /** Full jitter, so that a thousand clients do not come back at once. */
  #backOff(failures) {
    const { pollInterval } = this.#options;
    return Math.random() * Math.min(3 * pollInterval, (pollInterval / 10) * 2 ** failures);
  }

  #sleep(milliseconds) {
    return new Promise((resolve) => {
      const { signal } = this.#closed;
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve(undefined);
      };
      const timer = setTimeout(done, milliseconds);
      signal.addEventListener("abort", done);
      if (signal.aborted) {
        done();
      }
    });
  }
}

/** Milliseconds by a clock that nobody sets. */
function now() {
  return performance.now();
}

function settings() {
  const { VALISE_URL: url, VALISE_APP: app, VALISE_TOKEN: token } = globalThis.process?.env ?? {};
  return { url, app, token };
}
