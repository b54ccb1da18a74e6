import { html, type TemplateResult } from "lit";
import type { Token } from "../../api/types";
import { ending } from "../../parts/ends";
import { removeCell } from "../../parts/row-parts";
import { time } from "../../parts/time";
import { words } from "./words";

export function tokenTable(tokens: Token[], revoke: (token: Token) => void): TemplateResult {
  const { columns } = words;
  return html`<div class="table-box">
    <table>
      <thead>
        <tr>
          <th scope="col">${columns.name}</th>
          <th scope="col" class="wide-only">${columns.values}</th>
          <th scope="col" class="end-column">${columns.ends}</th>
          <th scope="col" class="when-column">${columns.used}</th>
          <th scope="col" class="one-button"><span class="unseen">${columns.actions}</span></th>
        </tr>
      </thead>
      <tbody>
        ${tokens.map((token) => tokenRow(token, revoke))}
      </tbody>
    </table>
  </div>`;
}

function tokenRow(token: Token, revoke: (token: Token) => void): TemplateResult {
  const values = token.values?.join(", ");
  return html`<tr>
    <th scope="row" title=${token.name}>${token.name}</th>
    <td class="wide-only soft" title=${values ?? ""}>${values ?? words.all}</td>
    <td class="soft">${ending(token.expires_at)}</td>
    <td class="soft">${token.last_used ? time(token.last_used) : words.never}</td>
    ${removeCell(words.revokeLabel(token.name), () => {
      revoke(token);
    })}
  </tr>`;
}
