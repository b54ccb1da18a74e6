import { html, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import type { OpenedApp } from "../../api/opened";
import { session } from "../../api/session";
import { icon } from "../../parts/icons";
import "../../parts/json-editor";
import type { JsonEditor } from "../../parts/json-editor";
import { segments } from "../../parts/segments";
import type { Format } from "./document";
import { words } from "./words";

const FORMATS = Object.entries(words.formats) as [Format, string][];

interface Text {
  format: Format;
  text: string;
  fault: string;
  onFormat: (format: Format) => void;
  onType: (text: string) => void;
}

/** The text, and the choice of its format. */
export function textField({ format, text, fault, onFormat, onType }: Text): TemplateResult {
  const hint = format === "env" ? words.envHint : words.jsonHint;
  return html`<fieldset class="segments">
      <legend class="unseen">${words.format}</legend>
      ${segments("raw-format", FORMATS, format, onFormat)}
    </fieldset>
    ${keyed(
      format,
      html`<v-json-editor
        .label=${words.label[format]}
        .plain=${format === "env"}
        .readOnly=${!session.mayWrite}
        .text=${text}
        @input=${(event: Event) => onType((event.currentTarget as JsonEditor).text)}
      ></v-json-editor>`,
    )}
    <p class=${fault ? "error text" : "hint"} aria-live="polite">${fault || hint}</p>`;
}

/** The values that link to secrets, which are not in the text. */
export function linkNote(opened: OpenedApp, names: string[]): TemplateResult {
  const secret = (name: string) => opened.secrets.find((one) => one.used_by.includes(name))?.name;
  return html`<div class="note">
    ${icon("link")}
    <div>
      ${words.links(names.length)}
      <ul class="row names">
        ${names.map(
          (name) =>
            html`<li class="chip linked mono">${words.link(name, secret(name) ?? opened.missing.get(name) ?? "")}</li>`,
        )}
      </ul>
    </div>
  </div>`;
}
