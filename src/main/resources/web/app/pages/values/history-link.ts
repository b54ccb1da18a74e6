import { href } from "../../router";
import type { Row } from "./rows";

/** The address of the history of a value or secret. */
export function historyOf(app: string, { id, type }: Pick<Row, "id" | "type">): string {
  return href("history", app, id, new URLSearchParams({ of: type === "secret" ? "secret" : "value" }));
}
