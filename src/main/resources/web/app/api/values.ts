import { request } from "./http";
import type { OpenedApp } from "./opened";
import * as json from "../parts/json";

/** A value with its content as JSON text. */
export interface ValueText {
  name: string;
  text: string;
  private: boolean;
  from_secret: boolean;
}

export async function readValue(opened: OpenedApp, id: string): Promise<ValueText> {
  const value = json.read(await (await request(opened.path(`/values/${id}`))).text());
  return { name: value.name, text: json.write(value.value, 2), private: value.private, from_secret: value.from_secret };
}

/** Creates a value, or replaces the one with the id. */
export async function writeValue(opened: OpenedApp, value: ValueText, id?: string): Promise<void> {
  const text = json.write({
    name: value.name,
    value: json.read(value.text),
    private: value.private,
    from_secret: value.from_secret,
  });
  await request(opened.path("/values" + (id ? `/${id}` : "")), { method: id ? "PUT" : "POST", text });
}
