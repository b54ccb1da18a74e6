/** Any JSON, frozen. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** Times are in milliseconds, measured by a clock that nobody sets. */
export interface Options {
  /** The service's address. Default in Node: the environment variable `VALISE_URL`. */
  url: string;
  /** The app's `client_app_id`. Default in Node: `VALISE_APP`. */
  app: string;
  /**
   * A runtime token, or what gives it: a function is asked before each request, so that a token can be replaced.
   * Default in Node: `VALISE_TOKEN`.
   */
  token: string | (() => string | Promise<string>);
  /**
   * How long `connect` goes on trying while the service cannot be reached or is not ready: 30,000 by default, 0 for one
   * try, `Infinity` to wait for ever. A refusal (token, app, address) is thrown at once.
   */
  startTimeout?: number;
  /** For an answer to arrive whole: 10,000 by default. */
  requestTimeout?: number;
  /** How long the event stream may be silent before polling takes over: 45,000 by default. */
  heartbeatTimeout?: number;
  /** Between two plain polls: 10,000 by default. Back-off grows from a tenth of it to three times it. */
  pollInterval?: number;
  /** `false` reads the values once and follows nothing: for a script that ends. */
  follow?: boolean;
  /** Your own `fetch`, for a proxy or a certificate authority. */
  fetch?: typeof fetch;
}

/**
 * Reads an app's values, and follows its deployments in the background until `close()`.
 *
 * @throws {ValiseError} (rejects) without values, when `startTimeout` is over, or at once when refused
 */
export function connect(options?: Partial<Options>): Promise<Valise>;

/** The values of an app, as they are now. Prints no value, wherever it is printed. */
export class Valise {
  private constructor();
  /** What is deployed, as one whole. */
  readonly snapshot: Snapshot;
  /** The same as `snapshot.values`: ask here each time, and get the newest. */
  readonly values: Values;
  readonly environment: Environment;
  readonly revision: number;
  /** Why the values are perhaps not the newest; `null` while all is well. */
  readonly error: ValiseError | null;
  /** After a deployment, once the new values are in place. Returns what takes the listener off again. */
  on(event: "change", listener: (change: Change) => void): () => void;
  /** When the service cannot be reached or refuses, once an outage. With no listener, a warning on the console. */
  on(event: "error", listener: (error: ValiseError) => void): () => void;
  /** Stops following. The values stay readable. */
  close(): void;
}

export interface Change {
  readonly revision: number;
  /** Names of the values that were added, removed or given another content. */
  readonly changed: readonly string[];
}

/** One revision, whole. It never changes. */
export interface Snapshot {
  readonly revision: number;
  readonly values: Values;
  readonly environment: Environment;
  /** Values that link to a secret that is gone. */
  readonly unresolved: readonly string[];
}

/** The values of one revision. Keep it to read several values of one deployment. */
export interface Values {
  /**
   * The value, parsed and frozen; `undefined` if there is none, or the token may not read it. Numbers are JavaScript
   * numbers: use `text` for those with more digits.
   *
   * @throws {ValiseError} `SecretNotFound` if it links to a secret that is gone
   */
  get<T = any>(name: string): T | undefined;
  /** The value's JSON, with the digits it was stored with. */
  text(name: string): string | undefined;
  has(name: string): boolean;
  names(): string[];
}

export interface Environment {
  /** `""`, `development`, `testing`, `qa` or `production`. */
  readonly tag: string;
  readonly values: { readonly [name: string]: any };
}

/** Holds no value, no token and no body. */
export class ValiseError extends Error {
  /** The service's `error_code`, or `Unreachable`, `Timeout`, `Redirected`, `UnexpectedAnswer`, `InvalidOption`. */
  readonly code: string;
  /** The HTTP status; 0 where nothing was answered. */
  readonly status: number;
  /** Whether the same request may well succeed in a moment. */
  readonly temporary: boolean;
}
