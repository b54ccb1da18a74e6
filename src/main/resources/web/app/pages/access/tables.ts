import { html, nothing, type TemplateResult } from "lit";
import { session } from "../../api/session";
import type { Key, Token } from "../../api/types";
import { removeCell } from "../../parts/row-parts";
import { time } from "../../parts/time";
import { ROLES } from "./roles";

/** Whether it is the key that the person is logged in with. */
export function isOwn(key: Key): boolean {
  return session.profile!.identities.some((identity) => identity.id === key.public_key);
}

export function tokenTable(tokens: Token[], revoke: (token: Token) => void): TemplateResult {
  return html`<div class="table-box">
    <table>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col" class="wide-only">May read</th>
          <th scope="col" class="wide-only time-column">Expires</th>
          <th scope="col" class="when-column">Last used</th>
          <th scope="col" class="one-button"><span class="unseen">Actions</span></th>
        </tr>
      </thead>
      <tbody>
        ${tokens.map((token) => tokenRow(token, revoke))}
      </tbody>
    </table>
  </div>`;
}

function tokenRow(token: Token, revoke: (token: Token) => void): TemplateResult {
  const expired = token.expires_at !== undefined && token.expires_at * 1000 <= Date.now();
  const values = token.values?.join(", ");
  return html`<tr>
    <th scope="row" title=${token.name}>${token.name}</th>
    <td class="wide-only soft" title=${values ?? ""}>${values ?? "all values"}</td>
    <td class="wide-only soft">
      ${expired ? html`<span class="chip bad">Expired</span> ` : nothing}${token.expires_at ? time(token.expires_at) : "never"}
    </td>
    <td class="soft">${token.last_used ? time(token.last_used) : "never"}</td>
    ${removeCell(`Revoke runtime token ${token.name}`, () => {
      revoke(token);
    })}
  </tr>`;
}

export function keyTable(keys: Key[], revoke: (key: Key) => void): TemplateResult {
  return html`<div class="table-box">
    <table>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col" class="wide-only">Public key</th>
          <th scope="col" class="wide-only time-column">Role</th>
          <th scope="col" class="when-column">Last log-in</th>
          <th scope="col" class="one-button"><span class="unseen">Actions</span></th>
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
      ${key.name} ${isOwn(key) ? html`<span class="chip value">You</span>` : nothing}
    </th>
    <td class="wide-only mono soft">${key.public_key}</td>
    <td class="wide-only soft">${ROLES[key.role]}</td>
    <td class="soft">${key.last_used ? time(key.last_used) : "never"}</td>
    ${removeCell(`Revoke API key ${key.name}`, () => {
      revoke(key);
    })}
  </tr>`;
}
