import { html, nothing, type TemplateResult } from "lit";
import type { OpenedApp } from "../../api/opened";
import { session } from "../../api/session";
import type { Secret } from "../../api/types";
import { icon } from "../../parts/icons";
import { segments } from "../../parts/segments";
import { type Theirs, whoChanged } from "../../parts/stale";
import { time } from "../../parts/time";
import { words } from "./editor-words";
import type { Held } from "./held";
import type { Row, RowType } from "./rows";

const TYPES: [RowType, string][] = [
  ["value", words.types.value],
  ["secret", words.types.secret],
  ["linked", words.types.linked],
];

/** What is done, and to which item. */
export function editorTitle(row: Row | null, kind: string) {
  if (!row) return words.create;
  const action = session.mayWrite ? words.edit(kind) : words.read(kind);
  return html`${action} <span class="mono">${row.name}</span>`;
}

export function saveHint() {
  if (!session.mayWrite) return nothing;
  return html`<span class="hint apart wide-only"><kbd>Ctrl</kbd> <kbd>Enter</kbd> ${words.saves}</span>`;
}

/** The type of an item. A value cannot become a secret, nor a secret a value. */
export function typeField(row: Row | null, chosen: RowType, onChange: (type: RowType) => void) {
  if (row?.type === "secret" || !session.mayWrite) return nothing;
  const types = row ? TYPES.filter(([type]) => type !== "secret") : TYPES;
  return html`<fieldset class="field">
    <legend class="label">${words.type}</legend>
    <div class="segments">${segments("type", types, chosen, onChange)}</div>
  </fieldset>`;
}

interface LinkField {
  secrets: Secret[];
  link: string;
  fault: string;
  /** Whether the chosen secret no longer exists. */
  isMissing: boolean;
  onChange: (link: string) => void;
}

/** The secret that a value links to. */
export function linkField({ secrets, link, fault, isMissing, onChange }: LinkField): TemplateResult {
  const hint = isMissing ? words.linkMissing(link) : words.linkHint;
  if (!session.mayWrite) {
    return html`<div class="field">
      <label for="value-link">${words.types.secret}</label>
      <input class="input mono" id="value-link" readonly .value=${link} aria-describedby="link-rule" />
      <p id="link-rule" class="hint">${hint}</p>
    </div>`;
  }
  return html`<div class="field">
    <label for="value-link">${words.types.secret}</label>
    ${
      secrets.length === 0
        ? html`<p class="note">${icon("info")}<span>${words.noSecrets}</span></p>`
        : html`<select
            class="input mono"
            id="value-link"
            aria-invalid=${!!fault}
            aria-describedby="link-rule"
            @change=${(event: Event) => onChange((event.target as HTMLSelectElement).value)}
          >
            <option value="" ?selected=${!link}>${words.chooseOne}</option>
            ${secrets.map((secret) => html`<option ?selected=${secret.name === link}>${secret.name}</option>`)}
          </select>`
    }
    <p id="link-rule" class=${fault ? "error" : "hint"} aria-live="polite">${fault || hint}</p>
  </div>`;
}

interface SecretContent {
  row: Row | null;
  /** Whether the item is to be a secret. If not, the field is there, but hidden. */
  isChosen: boolean;
  /** Whether there is a stored content. */
  isStored: boolean;
  problem: string;
  onTyped: () => void;
  alsoLink: () => TemplateResult;
}

/** The content of a secret, which is never shown, and what links to it. */
export function secretField({ row, isChosen, isStored, problem, onTyped, alsoLink }: SecretContent): TemplateResult {
  const field = session.mayWrite
    ? html`<v-secret-field
        ?hidden=${!isChosen}
        ?optional=${isStored}
        .problem=${problem}
        @typed=${onTyped}
      ></v-secret-field>`
    : html`<div class="field">
        <span class="label">${words.secretContent}</span>
        <p class="hint">${words.neverShown}</p>
      </div>`;
  return html`${field} ${!isChosen ? nothing : row ? usesField(row) : alsoLink()}`;
}

export function privateField(isPrivate: boolean, onChange: (yes: boolean) => void): TemplateResult {
  return html`<label class="check">
    <input
      type="checkbox"
      .checked=${isPrivate}
      ?disabled=${!session.mayWrite}
      @change=${(event: Event) => onChange((event.target as HTMLInputElement).checked)}
    />
    <span>${words.private} <span class="hint">${words.privateHint}</span></span>
  </label>`;
}

/** When an item was last changed, and by whom. */
export function changedHint(changed: { at: number; by: string } | null) {
  if (!changed) return nothing;
  return html`<p class="hint">${words.changed} ${time(changed.at)}${changed.by ? words.by(changed.by) : ""}.</p>`;
}

/** The values that link to a secret. */
function usesField({ uses }: Row): TemplateResult {
  return html`<div class="field">
    <span class="label">${words.uses}</span>
    ${
      uses.length
        ? html`<ul class="row">
            ${uses.map((use) => html`<li class="chip linked">${icon("link")} ${use}</li>`)}
          </ul>`
        : html`<p class="hint">${words.noUses}</p>`
    }
  </div>`;
}

/** Whether a new secret also gets a value of the same name that links to it. */
export function alsoLinkField(isFree: boolean, chosen: boolean, onChange: (yes: boolean) => void): TemplateResult {
  return html`<label class="check">
    <input
      type="checkbox"
      ?disabled=${!isFree}
      .checked=${chosen && isFree}
      @change=${(event: Event) => onChange((event.target as HTMLInputElement).checked)}
    />
    <span>${words.alsoLink} <span class="hint">${isFree ? words.alsoLinkHint : words.alsoLinkTaken}</span></span>
  </label>`;
}

/** Both versions of a secret: only the names, and who changed it when. No content is ever shown. */
export function bothSecrets(opened: OpenedApp, theirs: Theirs<Held>, name: string, isTyped: boolean): TemplateResult {
  const { item, by, at } = theirs;
  return html`<dl class="card both">
    <div>
      <dt>${words.theirs}</dt>
      <dd class="mono break">${item!.name}</dd>
      <dd class="soft">${words.changedIt(whoChanged(opened, by), at === undefined ? "" : time(at))}</dd>
    </div>
    <div>
      <dt>${words.mine}</dt>
      <dd class="mono break">${name}</dd>
      <dd class="soft">${isTyped ? words.mineTyped : words.mineStored}</dd>
    </div>
  </dl>`;
}
