import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../../parts/icons";
import { type Changes, type Contents, namesOf } from "./document";
import { words } from "./words";

/** How many values of each kind are listed. */
const MOST = 100;

/** What saving changes, with each value before and after. */
export function previewOf(changes: Changes, before: Contents, after: Contents): TemplateResult {
  if (!namesOf(changes).length) return html`<p class="soft">${words.unchanged}</p>`;
  const now = (name: string) => html`<ins class="mono">${after.get(name)}</ins>`;
  const was = (name: string) => html`<del class="mono">${before.get(name)}</del>`;
  return html`${group(words.created, "good", changes.created, now)}
  ${group(words.updated, "value", changes.updated, (name) => html`${was(name)} <span aria-hidden="true">→</span> ${now(name)}`)}
  ${group(words.removed, "bad", changes.removed, was)}
  ${
    changes.created.length && changes.removed.length
      ? html`<p class="note">${icon("info")}<span>${words.renames}</span></p>`
      : nothing
  }`;
}

function group(title: string, colour: string, names: string[], content: (name: string) => TemplateResult) {
  if (!names.length) return nothing;
  return html`<div class="field">
    <h3>${title} (${names.length})</h3>
    <ul class="raw-changes">
      ${names
        .slice(0, MOST)
        .map(
          (name) =>
            html`<li><span class="chip mono ${colour}">${name}</span> <span class="clip">${content(name)}</span></li>`,
        )}
      ${names.length > MOST ? html`<li class="soft">${words.more(names.length - MOST)}</li>` : nothing}
    </ul>
  </div>`;
}
