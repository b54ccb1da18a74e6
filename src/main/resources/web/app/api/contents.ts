import * as json from "./json";
import type { OpenedApp } from "./opened";
import { request } from "./requests";

/** A value of a pulled app. */
interface PulledValue {
  name: string;
  from_secret: boolean;
  value: unknown;
}

/** The JSON text of each value by name, except for values that link to a secret. One request reads all. */
export async function readContents(opened: OpenedApp): Promise<Map<string, string>> {
  const answer = await request(opened.path("/pull"), { accept: "application/json" });
  const { values } = json.read<{ values: PulledValue[] }>(await answer.text());
  return new Map(
    values.filter((value) => !value.from_secret).map(({ name, value }) => [name, json.write(value)] as const),
  );
}
