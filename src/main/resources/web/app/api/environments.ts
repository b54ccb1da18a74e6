import * as json from "../parts/json";
import { get, request } from "./http";
import type { OpenedApp } from "./opened";

/** The columns, in the order in which they are shown, as the routes of environment values call them. */
export const COLUMNS = ["none", "development", "testing", "qa", "production"] as const;
export type Column = (typeof COLUMNS)[number];

/** An environment value with the JSON text of each column that has one. */
export interface EnvironmentValue {
  _id: string;
  name: string;
  cells: Partial<Record<Column, string>>;
}

/** All environment values with their contents, by name: one request brings the contents of all. */
export async function readEnvironments(opened: OpenedApp): Promise<EnvironmentValue[]> {
  const [listed, pulled] = await Promise.all([
    get<{ _id: string; name: string }[]>(opened.path("/environment_values")),
    request(opened.path("/pull"), { accept: "application/json" }).then((answer) => answer.text()),
  ]);
  const columns = json.read(pulled).environments.values;
  return listed
    .map(({ _id, name }) => {
      const mapped = COLUMNS.filter((column) => Object.hasOwn(columns[column]?.values ?? {}, name));
      const cells = Object.fromEntries(mapped.map((column) => [column, json.write(columns[column].values[name])]));
      return { _id, name, cells };
    })
    .sort((one, other) => one.name.localeCompare(other.name));
}

/** Creates an environment value, or replaces the one with the id. */
export async function writeEnvironmentValue(
  opened: OpenedApp,
  name: string,
  cells: EnvironmentValue["cells"],
  id?: string,
): Promise<void> {
  const values = Object.fromEntries(Object.entries(cells).map(([column, text]) => [column, json.read(text)]));
  const path = opened.path("/environment_values" + (id ? `/${id}` : ""));
  await request(path, { method: id ? "PUT" : "POST", text: json.write({ name, values }) });
}
