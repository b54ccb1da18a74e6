import { html, nothing, type TemplateResult } from "lit";
import type { ImportResult } from "../../api/types";
import { fileDiffs, secretLines } from "../../parts/diff";
import { fileCard } from "../../parts/diff-cards";
import { icon } from "../../parts/icons";
import { words } from "./words";

/** How many faults of a file are shown. */
const MOST_FAULTS = 100;

/** What an import would change: of values or secrets by name, of an app as diffs of its files. */
export type Preview = { names: ImportResult } | { diffs: string[] };

/** How many items an import would change. */
export function countOf(preview: Preview): number {
  if ("diffs" in preview) return preview.diffs.length;
  const { created, updated, removed } = preview.names;
  return created.length + updated.length + removed.length;
}

export function previewOf(preview: Preview): TemplateResult {
  return "diffs" in preview ? byFile(preview.diffs) : byName(preview.names);
}

function byName({ created, updated, removed, unchanged }: ImportResult): TemplateResult {
  return html`${names(words.added, "good", created)} ${names(words.changed, "value", updated)}
  ${names(words.removed, "bad", removed)} ${names(words.unchanged, "", unchanged)}`;
}

function names(title: string, colour: string, of: string[]): TemplateResult | typeof nothing {
  if (!of.length) return nothing;
  return html`<div class="field">
    <span class="label">${title} (${of.length})</span>
    <ul class="row names">
      ${of.map((name) => html`<li class="chip mono ${colour}">${name}</li>`)}
    </ul>
  </div>`;
}

function byFile(diffs: string[]): TemplateResult {
  const secrets = secretLines(diffs);
  return html`${fileDiffs(diffs).map((file) => fileCard(file, undefined, undefined, true))}
  ${secrets.map(
    (line) =>
      html`<p>
        <span class="chip secret">${icon("key")} ${words.secret}</span> <strong>${line.name}</strong> ${line.what}
      </p>`,
  )}`;
}

/** Why the service refused the file. */
export function refusal(problem: string, faults: string[]): TemplateResult {
  return html`<div class="note bad" role="alert">
    ${icon("warning")}
    <div>
      ${
        faults.length > 1
          ? html`<span>${words.refused}</span>
              <ul class="faults">
                ${faults.slice(0, MOST_FAULTS).map((fault) => html`<li class="break">${fault}</li>`)}
              </ul>`
          : html`<span class="break">${problem}</span>`
      }
    </div>
  </div>`;
}
