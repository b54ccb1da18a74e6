import { html, nothing, type TemplateResult } from "lit";
import { session } from "../../api/session";
import type { Key } from "../../api/types";
import { ending } from "../../parts/ends";
import { removeCell } from "../../parts/row-parts";
import { time } from "../../parts/time";
import { words } from "./words";

/** Whether it is the key that the person is logged in with. */
export function isOwn(key: Key): boolean {
  return session.profile!.identities.some((identity) => identity.id === key.public_key);
}

export function keyTable(keys: Key[], revoke: (key: Key) => void): TemplateResult {
  const { columns } = words;
  return html`<div class="table-box">
    <table>
      <thead>
        <tr>
          <th scope="col">${columns.name}</th>
          <th scope="col" class="wide-only">${columns.publicKey}</th>
          <th scope="col" class="role-column">${columns.role}</th>
          <th scope="col" class="wide-only end-column">${columns.ends}</th>
          <th scope="col" class="when-column">${columns.used}</th>
          <th scope="col" class="one-button"><span class="unseen">${columns.actions}</span></th>
        </tr>
      </thead>
      <tbody>
        ${keys.map((key) => keyRow(key, revoke))}
      </tbody>
    </table>
  </div>`;
}

function keyRow(key: Key, revoke: (key: Key) => void): TemplateResult {
  return html`<tr>
    <th scope="row" title=${key.name}>
      ${key.name} ${isOwn(key) ? html`<span class="chip value">${words.you}</span>` : nothing}
    </th>
    <td class="wide-only mono soft">${key.public_key}</td>
    <td class="soft">${words.roles[key.role]}</td>
    <td class="wide-only soft">${ending(key.expires_at)}</td>
    <td class="soft">${key.last_used ? time(key.last_used) : words.never}</td>
    ${removeCell(words.revokeLabel(key.name), () => {
      revoke(key);
    })}
  </tr>`;
}
