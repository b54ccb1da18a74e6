import { progress } from "./progress";
import { session } from "./session";

const PREFIX = "/api/admin/v3.0";

/** What the service, or the way to it, has refused: a code to decide by, and a sentence for a person. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: { field: string; error: string }[] = [],
    /** The whole of the error's JSON, for the codes that say more. */
    readonly answer: unknown = null,
  ) {
    super(message);
  }
}

/** The items that are written with {@code If-Match}, by the code of the error for one that is gone. */
const GONE = ["ValueNotFound", "SecretNotFound", "EnvironmentValueNotFound"];

/** Whether a write was refused because the item is not what the person saw: somebody changed or deleted it. */
export function isStale(problem: unknown): problem is ApiError {
  return problem instanceof ApiError && (problem.code === "PreconditionFailed" || isGone(problem));
}

/** Whether an item that was asked for is not there any more. */
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
  /** The ETag of what the person saw: the service changes nothing if the item is another by now. */
  ifMatch?: string;
}

/** One request with a token, or none; its failure is an {@link ApiError}. */
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
    response = await progress.during(
      fetch(PREFIX + path, {
        method: call.method ?? "GET",
        headers,
        body,
        cache: "no-store",
        credentials: "omit",
        redirect: "error",
        referrerPolicy: "no-referrer",
      }),
    );
  } catch {
    throw new ApiError(0, "Unreachable", "The service does not answer. Check the connection, then try again.");
  }
  if (response.ok) return response;
  const problem = await response.json().catch(() => null);
  throw new ApiError(
    response.status,
    problem?.error_code ?? "Unknown",
    sentence(problem?.error ?? `The service answered ${response.status}.`),
    problem?.details ?? [],
    problem,
  );
}

/** A request as the person who is logged in: an old session is renewed, an ended one asked for, and it goes on. */
export async function request(path: string, call: Call = {}): Promise<Response> {
  const token = await session.token();
  try {
    return await send(path, call, token);
  } catch (problem) {
    if (!(problem instanceof ApiError) || problem.code !== "InvalidSession") throw problem;
    return send(path, call, await session.renewed(token));
  }
}

export async function get<T>(path: string): Promise<T> {
  return (await request(path)).json();
}

/** Sends JSON; returns what came back, or undefined where nothing does. */
export async function write<T = void>(
  method: Call["method"],
  path: string,
  json?: unknown,
  ifMatch?: string,
): Promise<T> {
  const response = await request(path, { method, json, ifMatch });
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** What a GET answers, with the ETag that its item has. */
export async function getTagged<T>(path: string): Promise<{ item: T; etag: string }> {
  const response = await request(path);
  return { item: await response.json(), etag: etagOf(response) };
}

/** The ETag of an answer, with its quotes. A proxy that compresses may have marked it as weak: the service did not. */
export function etagOf(response: Response): string {
  return (response.headers.get("ETag") ?? "").replace(/^W\//, "");
}

/** What to show for a failure of whatever kind. */
export function message(problem: unknown): string {
  return problem instanceof Error ? problem.message : String(problem);
}

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : first + ".";
}
