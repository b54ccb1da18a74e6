import { ApiError, type Call, etagOf, json, send } from "./http";
import { session } from "./session";
import { tellChanged } from "./tabs";

/**
 * Sends a request as the person who is logged in. If their session is refused it is renewed, or they log in again, and
 * the request is sent once more. Other tabs are told of what was written.
 */
export async function request(path: string, call: Call = {}): Promise<Response> {
  const answer = await sent(path, call);
  if ((call.method ?? "GET") !== "GET" && !call.quiet) tellChanged(path);
  return answer;
}

async function sent(path: string, call: Call): Promise<Response> {
  const token = await session.token();
  try {
    return await send(path, call, token);
  } catch (problem) {
    if (!(problem instanceof ApiError) || problem.code !== "InvalidSession") throw problem;
    return send(path, call, await session.renewed(token));
  }
}

export async function get<T>(path: string): Promise<T> {
  return json<T>(await request(path));
}

/** Sends JSON; returns the answer's JSON, or undefined if it has none. */
export async function write<T = void>(
  method: Call["method"],
  path: string,
  body?: unknown,
  ifMatch?: string,
): Promise<T> {
  const response = await request(path, { method, json: body, ifMatch });
  return response.status === 204 ? (undefined as T) : json<T>(response);
}

/** Reads an item together with its ETag. */
export async function getTagged<T>(path: string): Promise<{ item: T; etag: string }> {
  const response = await request(path);
  return { item: await json<T>(response), etag: etagOf(response) };
}
