import { progress } from "./progress";
import type { FieldError, Problem } from "./types";

/** Relative to the page, so that it works behind a proxy that serves the console under a prefix. */
const PREFIX = "api/admin/v3.0";

/** A request that failed: a code to decide by, and a sentence to show. */
export class ApiError extends Error {
  constructor(
    /** The HTTP status; 0 if the service did not answer. */
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: FieldError[] = [],
  ) {
    super(message);
  }
}

/** The codes of the errors for an item that does not exist, of the items that are written with {@code If-Match}. */
const GONE = ["ValueNotFound", "SecretNotFound", "EnvironmentValueNotFound"];

/** Whether a write was refused because somebody changed or deleted the item after the person opened it. */
export function isStale(problem: unknown): problem is ApiError {
  return problem instanceof ApiError && (problem.code === "PreconditionFailed" || isGone(problem));
}

/** Whether the item of a request no longer exists. */
export function isGone(problem: unknown): problem is ApiError {
  return problem instanceof ApiError && problem.status === 404 && GONE.includes(problem.code);
}

export interface Call {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is. */
  text?: string | Blob;
  type?: string;
  accept?: string;
  /** The ETag of what the person saw: the service changes nothing if the item has another one by now. */
  ifMatch?: string;
  /** Whether no progress is shown, since nobody waits for the answer. */
  quiet?: boolean;
}

/** Sends one request, with a token or without; if it fails, that is an {@link ApiError}. */
export async function send(path: string, call: Call, token: string | null): Promise<Response> {
  const headers: Record<string, string> = { "X-Baas-Request-Origin": "valise-console" };
  if (token) headers["Authorization"] = `Bearer ${token}`;
  if (call.accept) headers["Accept"] = call.accept;
  if (call.ifMatch) headers["If-Match"] = call.ifMatch;
  let body = call.text;
  if (call.json !== undefined) body = JSON.stringify(call.json);
  if (body !== undefined) headers["Content-Type"] = call.type ?? "application/json";
  let response: Response;
  try {
    const answer = fetch(PREFIX + path, {
      method: call.method ?? "GET",
      headers,
      body,
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
    });
    response = await (call.quiet ? answer : progress.during(answer));
  } catch {
    throw new ApiError(0, "Unreachable", "The service does not answer. Check the connection, then try again.");
  }
  if (response.ok) return response;
  // Not ours if a proxy answered.
  const problem = await json<Partial<Problem>>(response).catch(() => null);
  throw new ApiError(
    response.status,
    problem?.error_code ?? "Unknown",
    sentence(problem?.error ?? `The service answered ${response.status}.`),
    problem?.details,
  );
}

/** The JSON of an answer, which has the type that the API says. */
export async function json<T>(response: Response): Promise<T> {
  return (await response.json()) as T;
}

/** The ETag of an answer, with its quotes. A proxy that compresses may have marked it as weak; the service did not. */
export function etagOf(response: Response): string {
  return (response.headers.get("ETag") ?? "").replace(/^W\//, "");
}

/** What to show for a failure of any kind. */
export function message(problem: unknown): string {
  return problem instanceof Error ? problem.message : String(problem);
}

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : first + ".";
}
