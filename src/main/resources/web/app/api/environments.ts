import { etagOf } from "./http";
import * as json from "./json";
import type { OpenedApp } from "./opened";
import { get, request } from "./requests";
import { type Column, COLUMNS } from "./tags";
import type { FullEnvironmentValue, Listed } from "./types";
import type { Seen } from "./values";

/** An environment value with its JSON text in each column that has one. */
export interface EnvironmentValue {
  _id: string;
  name: string;
  etag: string;
  cells: Partial<Record<Column, string>>;
}

/** The part of a pulled app that is read here. */
interface Pulled {
  environments: { values: Partial<Record<Column, { values: Record<string, unknown> }>> };
}

/** All environment values with their contents, sorted by name. One request reads all contents. */
export async function readEnvironments(opened: OpenedApp): Promise<EnvironmentValue[]> {
  // One after the other: an ETag must not be newer than the content shown with it.
  const listed = await get<Listed[]>(opened.path("/environment_values"));
  const pulled = await request(opened.path("/pull"), { accept: "application/json" }).then((answer) => answer.text());
  const columns = json.read<Pulled>(pulled).environments.values;
  return listed
    .map(({ _id, name, etag }) => {
      const own = (column: Column) => columns[column]?.values ?? {};
      const mapped = COLUMNS.filter((column) => Object.hasOwn(own(column), name));
      const cells = Object.fromEntries(mapped.map((column) => [column, json.write(own(column)[name])]));
      return { _id, name, etag, cells };
    })
    .sort((one, other) => one.name.localeCompare(other.name));
}

/** One environment value as it is now, or as it was in a revision. */
export async function readEnvironmentValue(
  opened: OpenedApp,
  id: string,
  revision?: number,
): Promise<EnvironmentValue> {
  const past = revision === undefined ? "" : `/history/${revision}`;
  const answer = await request(opened.path(`/environment_values/${id}${past}`));
  const { name, values } = json.read<FullEnvironmentValue>(await answer.text());
  const mapped = COLUMNS.filter((column) => Object.hasOwn(values, column));
  return {
    _id: id,
    name,
    etag: etagOf(answer),
    cells: Object.fromEntries(mapped.map((column) => [column, json.write(values[column])])),
  };
}

/** An environment value's row in the listing, with who changed it when; undefined if it no longer exists. */
export async function listedEnvironmentValue(opened: OpenedApp, id: string): Promise<Listed | undefined> {
  return (await get<Listed[]>(opened.path("/environment_values"))).find((row) => row._id === id);
}

/** Creates an environment value, or replaces the one in {@code seen}. */
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
