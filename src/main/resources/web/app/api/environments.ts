import * as json from "../parts/json";
import { etagOf, get, request } from "./http";
import type { OpenedApp } from "./opened";
import type { Listed } from "./types";
import type { Seen } from "./values";

/** The columns, in the order in which they are shown, as the routes of environment values call them. */
export const COLUMNS = ["none", "development", "testing", "qa", "production"] as const;
export type Column = (typeof COLUMNS)[number];

/** An environment value with the JSON text of each column that has one. */
export interface EnvironmentValue {
  _id: string;
  name: string;
  etag: string;
  cells: Partial<Record<Column, string>>;
}

/** All environment values with their contents, by name: one request brings the contents of all. */
export async function readEnvironments(opened: OpenedApp): Promise<EnvironmentValue[]> {
  // One after the other: an ETag must not be newer than the content that is shown beside it.
  const listed = await get<Listed[]>(opened.path("/environment_values"));
  const pulled = await request(opened.path("/pull"), { accept: "application/json" }).then((answer) => answer.text());
  const columns = json.read(pulled).environments.values;
  return listed
    .map(({ _id, name, etag }) => {
      const mapped = COLUMNS.filter((column) => Object.hasOwn(columns[column]?.values ?? {}, name));
      const cells = Object.fromEntries(mapped.map((column) => [column, json.write(columns[column].values[name])]));
      return { _id, name, etag, cells };
    })
    .sort((one, other) => one.name.localeCompare(other.name));
}

/** One environment value as it is now. */
export async function readEnvironmentValue(opened: OpenedApp, id: string): Promise<EnvironmentValue> {
  const answer = await request(opened.path(`/environment_values/${id}`));
  const { name, values } = json.read(await answer.text());
  const mapped = COLUMNS.filter((column) => Object.hasOwn(values, column));
  return {
    _id: id,
    name,
    etag: etagOf(answer),
    cells: Object.fromEntries(mapped.map((column) => [column, json.write(values[column])])),
  };
}

/** An environment value's row of the listing, which says who changed it when; undefined if it is gone. */
export async function listedEnvironmentValue(opened: OpenedApp, id: string): Promise<Listed | undefined> {
  return (await get<Listed[]>(opened.path("/environment_values"))).find((row) => row._id === id);
}

/** Creates an environment value, or replaces the one that was seen. */
export async function writeEnvironmentValue(
  opened: OpenedApp,
  name: string,
  cells: EnvironmentValue["cells"],
  seen?: Seen,
): Promise<void> {
  const values = Object.fromEntries(Object.entries(cells).map(([column, content]) => [column, json.read(content)]));
  const text = json.write({ name, values });
  if (seen) await request(opened.path(`/environment_values/${seen.id}`), { method: "PUT", text, ifMatch: seen.etag });
  else await request(opened.path("/environment_values"), { method: "POST", text });
}
