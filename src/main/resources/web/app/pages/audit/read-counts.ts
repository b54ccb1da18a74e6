import { html, type TemplateResult } from "lit";
import type { ReadCount } from "../../api/types";
import { time } from "../../parts/time";
import { words } from "./words";

/** How often values that link to a secret were read, by minute and reader. */
export function readCounts(reads: ReadCount[], reader: (id: string) => string): TemplateResult {
  return html`<div class="table-box">
    <table>
      <thead>
        <tr>
          <th scope="col">${words.readings.value}</th>
          <th scope="col">${words.readings.readBy}</th>
          <th scope="col" class="reads-column end">${words.readings.total}</th>
          <th scope="col" class="when-column">${words.readings.when}</th>
        </tr>
      </thead>
      <tbody>
        ${reads.map((row) => {
          const name = reader(row.token);
          return html`<tr>
            <th scope="row" title=${row.value}>${row.value}</th>
            <td class="soft" title=${name}>${name}</td>
            <td class="end">${row.reads.toLocaleString("en")}</td>
            <td class="soft">${time(row.minute)}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}
