import { html, type TemplateResult } from "lit";
import { type FileDiff, title } from "./diff";
import { sideBySide } from "./side-by-side";

const WORDS = { added: "Added", removed: "Removed", changed: "Changed" } as const;
const COLOURS = { added: "good", removed: "bad", changed: "value" } as const;

/** What changed in a file, as a card; {@code nested} if it stands in a section that has a heading. */
export function fileCard(file: FileDiff, before?: string, after?: string, nested = false): TemplateResult {
  const name = title(file.path);
  return html`<section class="card change">
    <div class="card-head">
      <span class="chip ${COLOURS[file.action]}">${WORDS[file.action]}</span>
      ${nested ? html`<h3 class="break">${name}</h3>` : html`<h2 class="break">${name}</h2>`}
    </div>
    ${sideBySide(file, before, after)}
  </section>`;
}
