import { html, type TemplateResult } from "lit";
import type { Tag } from "../api/types";
import { tagName } from "../api/tags";

/** An environment tag, as a chip. */
export function tag(of: Tag): TemplateResult {
  return html`<span class="chip ${of === "production" ? "bad" : ""}">${tagName(of)}</span>`;
}
