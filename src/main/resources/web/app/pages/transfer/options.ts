import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../../parts/icons";
import { segments } from "../../parts/segments";
import type { Chosen, Content } from "./file";
import { words } from "./words";

interface Options {
  chosen: Chosen;
  content: Content;
  /** Whether items that are not in the file are removed. */
  replace: boolean;
  /** Whether new secrets get a value that links to them. */
  link: boolean;
  onContent: (content: Content) => void;
  onReplace: (yes: boolean) => void;
  onLink: (yes: boolean) => void;
}

/** How a file is imported. */
export function optionFields(options: Options): TemplateResult {
  const { chosen, content, replace, link, onReplace, onLink } = options;
  return html`<div class="field">
      <span class="label break">${chosen.file.name}</span>
      ${chosen.contents.length > 1 ? contentField(options) : nothing}
    </div>
    ${
      content === "app"
        ? html`<p class="note warn">${icon("warning")}<span>${words.wholeApp}</span></p>`
        : check(words.replace(content), replace, onReplace)
    }
    ${content === "secrets" ? check(words.link, link, onLink) : nothing}`;
}

function contentField({ chosen, content, onContent }: Options): TemplateResult {
  return html`<fieldset class="field">
    <legend class="label">${words.holds}</legend>
    <div class="segments">
      ${segments(
        "holds",
        chosen.contents.map((one) => [one, words.contents[one]] as const),
        content,
        onContent,
      )}
    </div>
  </fieldset>`;
}

function check(title: string, checked: boolean, onChange: (yes: boolean) => void): TemplateResult {
  return html`<label class="check">
    <input
      type="checkbox"
      .checked=${checked}
      @change=${(event: Event) => onChange((event.target as HTMLInputElement).checked)}
    />
    <span>${title}</span>
  </label>`;
}
