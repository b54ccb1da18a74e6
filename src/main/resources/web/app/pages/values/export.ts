import { readContents } from "../../api/contents";
import { assignment, bare } from "../../api/dotenv";
import * as json from "../../api/json";
import type { OpenedApp } from "../../api/opened";
import { download } from "../../parts/download";
import { toasts } from "../../parts/toasts";
import type { Row } from "./rows";
import { words } from "./words";

/** Saves the contents of the selected values as a file, by name. Secrets and the values that link to them are left out. */
export async function exportRows(opened: OpenedApp, rows: Row[], format: "json" | "env"): Promise<void> {
  const text = words.exporting;
  const names = rows.filter((row) => row.type === "value").map((row) => row.name);
  if (!names.length) {
    toasts.fail(new Error(text.none));
    return;
  }
  try {
    const contents = await readContents(opened);
    const there = names.filter((name) => contents.has(name)).sort();
    const app = opened.app!.name;
    if (format === "json") {
      const object = Object.fromEntries(there.map((name) => [name, json.read(contents.get(name)!)]));
      await download(new Response(json.write(object, 2) + "\n"), `${app}-values.json`);
    } else {
      const lines = there.map((name) => assignment(name, bare(contents.get(name)!)) + "\n");
      await download(new Response(lines.join("")), `${app}.env`);
    }
    const left = rows.length - there.length;
    toasts.say(text.done(there.length) + (left ? text.left(left) : ""));
  } catch (problem) {
    toasts.fail(problem);
  }
}
