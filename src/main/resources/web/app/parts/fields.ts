import { html, nothing, type TemplateResult } from "lit";
import * as json from "../api/json";
import { icon } from "./icons";
import "./json-editor";
import type { JsonEditor } from "./json-editor";
import { words } from "./words/fields";

interface NameField {
  id: string;
  name: string;
  fault: string;
  autofocus: boolean;
  readOnly: boolean;
  onInput: (name: string) => void;
}

/** A field for the name of a value, secret or environment value. */
export function nameField({ id, name, fault, autofocus, readOnly, onInput }: NameField): TemplateResult {
  return html`<div class="field">
    <label for=${id}>${words.name}</label>
    <input
      class="input mono"
      id=${id}
      autocomplete="off"
      autocapitalize="none"
      spellcheck="false"
      ?autofocus=${autofocus}
      ?readonly=${readOnly}
      .value=${name}
      aria-invalid=${!!fault}
      aria-describedby="${id}-rule"
      @input=${(event: InputEvent) => onInput((event.target as HTMLInputElement).value)}
    />
    <p id="${id}-rule" class=${fault ? "error" : "hint"} aria-live="polite">${fault || words.nameHint}</p>
  </div>`;
}

interface JsonField {
  title: string;
  text: string;
  /** What is wrong with the text; shown only if {@code told}. */
  fault: string;
  told: boolean;
  readOnly: boolean;
  onInput: (text: string) => void;
  /** Replaces the text by another form of it. */
  onReplace: (text: string) => void;
}

/** A field for JSON, with its size and with buttons that correct its form. */
export function jsonField({
  title,
  text,
  fault: wrong,
  told,
  readOnly,
  onInput,
  onReplace,
}: JsonField): TemplateResult {
  const bytes = text ? json.size(text) : 0;
  const fault = told ? wrong : "";
  const trimmed = text.trim();
  const isBareText = trimmed && fault.startsWith("Not valid JSON") && !/^[[{"]/.test(trimmed);
  const quote = html`<button type="button" class="button small" @click=${() => onReplace(JSON.stringify(trimmed))}>
    ${words.quote}
  </button>`;
  const format = html`<button
    type="button"
    class="button small"
    ?disabled=${!!wrong}
    @click=${() => onReplace(json.formatted(text))}
  >
    ${icon("format")} ${words.format}
  </button>`;
  return html`<div class="field grow">
    <div class="row">
      <span class="label">${title}</span><span class="spring"></span>
      ${readOnly ? nothing : format}
    </div>
    <v-json-editor
      .label=${words.editor}
      .readOnly=${readOnly}
      .text=${text}
      @input=${(event: Event) => onInput((event.currentTarget as JsonEditor).text)}
    ></v-json-editor>
    <div class="under">
      <p class=${fault ? "error" : "hint"} aria-live="polite">${fault || words.jsonHint} ${isBareText ? quote : ""}</p>
      <span class="small nowrap soft">${words.bytes(bytes)}</span>
    </div>
  </div>`;
}
