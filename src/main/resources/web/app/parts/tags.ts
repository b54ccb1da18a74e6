import { html, type TemplateResult } from "lit";
import type { Tag } from "../api/types";

/** What people call an environment tag. */
export function tagName(tag: Tag): string {
  if (tag === "") return "No environment";
  return tag === "qa" ? "QA" : tag.charAt(0).toUpperCase() + tag.slice(1);
}

export function tag(of: Tag): TemplateResult {
  return html`<span class="chip ${of === "production" ? "bad" : ""}">${tagName(of)}</span>`;
}
