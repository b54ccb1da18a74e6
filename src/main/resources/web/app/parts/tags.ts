import { html, type TemplateResult } from "lit";
import type { OpenedApp } from "../api/opened";
import type { Tag } from "../api/types";
import { tagName } from "../api/tags";
import { words } from "./words/tags";

/** An environment tag, as a chip. */
export function tag(of: Tag): TemplateResult {
  return html`<span class="chip ${of === "production" ? "bad" : ""}">${tagName(of)}</span>`;
}

/** The environment of the opened app: what is deployed, and what the draft makes of it. */
export function activeTag(opened: OpenedApp): TemplateResult {
  const change = opened.changes?.environment;
  if (!change) return tag(opened.app!.environment);
  return html`<span title=${words.title(tagName(change.before), tagName(change.after))}
    >${tag(change.before as Tag)} <span aria-hidden="true">→</span><span class="unseen">${words.becomes}</span> ${tag(
      change.after as Tag,
    )}</span
  >`;
}
