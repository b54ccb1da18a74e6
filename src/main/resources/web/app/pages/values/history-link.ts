import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../../parts/icons";
import { href } from "../../router";
import type { Row } from "./rows";
import { words } from "./words";

/** The address of the history of a value or secret. */
export function historyOf(app: string, { id, type }: Pick<Row, "id" | "type">): string {
  return href("history", app, id, new URLSearchParams({ of: type === "secret" ? "secret" : "value" }));
}

/** Nothing for an item that is being created. */
export function historyLink(app: string, row: Row | null): TemplateResult | typeof nothing {
  if (!row) return nothing;
  return html`<p><a href=${historyOf(app, row)}>${icon("history")} ${words.menu.history}</a></p>`;
}
