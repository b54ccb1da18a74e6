import { html, nothing, type TemplateResult } from "lit";
import { type FileDiff, type Line, title } from "./diff";
import { words } from "./words/side-by-side";

/** How many lines of a file are shown. */
const MOST_ROWS = 400;

/** A file's lines before and after, side by side; on a narrow screen one below the other. */
export function sideBySide(
  file: FileDiff,
  before: string = words.before,
  after: string = words.after,
  label = words.changesOf(title(file.path)),
): TemplateResult {
  let shown = 0;
  return html`<div class="diff" role="region" tabindex="0" aria-label=${label}>
    <table>
      <colgroup>
        <col class="number" />
        <col />
        <col class="number" />
        <col />
      </colgroup>
      <thead>
        <tr>
          <th scope="col"><span class="unseen">${words.lineBefore}</span></th>
          <th scope="col">${before}</th>
          <th scope="col" class="right"><span class="unseen">${words.lineAfter}</span></th>
          <th scope="col">${after}</th>
        </tr>
      </thead>
      ${file.blocks.map(
        (block, place) =>
          html`<tbody>
            ${
              place > 0
                ? html`<tr class="gap">
                    <td colspan="4">⋯</td>
                  </tr>`
                : nothing
            }
            ${block.map((line) => (shown++ < MOST_ROWS ? row(line) : nothing))}
          </tbody>`,
      )}
    </table>
    ${shown > MOST_ROWS ? html`<p class="hint">${words.moreLines(shown - MOST_ROWS)}</p>` : nothing}
  </div>`;
}

function row({ before, after, oldNumber, newNumber }: Line): TemplateResult {
  const same = before === after;
  const [left, right] = same || before === null || after === null ? [before, after] : marked(before, after);
  return html`<tr class=${same ? "same" : ""}>
    <td class="number">${before === null ? nothing : oldNumber}</td>
    <td class=${same ? "" : before === null ? "none" : "old"}>
      ${same || before === null ? nothing : sign("−", words.removed)}<span class="text">${left}</span>
    </td>
    <td class="number right">${after === null ? nothing : newNumber}</td>
    <td class="right ${same ? "" : after === null ? "none" : "new"}">
      ${same || after === null ? nothing : sign("+", words.added)}<span class="text">${right}</span>
    </td>
  </tr>`;
}

function sign(shown: string, spoken: string): TemplateResult {
  return html`<span class="sign">${shown}<span class="unseen">${spoken}</span></span>`;
}

/** Two versions of a line, with the part that differs marked. */
function marked(before: string, after: string): [TemplateResult, TemplateResult] {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const part = (text: string) =>
    html`${text.slice(0, head)}<mark>${text.slice(head, text.length - tail)}</mark>${text.slice(text.length - tail)}`;
  return [part(before), part(after)];
}
