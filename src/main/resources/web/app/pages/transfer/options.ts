import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../../parts/icons";
import { segments } from "../../parts/segments";
import type { Chosen, Content } from "./file";

const CONTENTS: Record<Content, string> = { values: "Values", secrets: "Secrets", app: "The whole app" };

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
  const linkTitle =
    "Also create a value for each new secret that links to it: programs read secrets through values only";
  return html`<div class="field">
      <span class="label break">${chosen.file.name}</span>
      ${chosen.contents.length > 1 ? contentField(options) : nothing}
    </div>
    ${
      content === "app"
        ? html`<p class="note warn">
            ${icon("warning")}<span
              >The app becomes what the file says: what is not in it is removed. Secrets stay.</span
            >
          </p>`
        : check(`Remove the ${content} that are not in the file`, replace, onReplace)
    }
    ${content === "secrets" ? check(linkTitle, link, onLink) : nothing}`;
}

function contentField({ chosen, content, onContent }: Options): TemplateResult {
  return html`<fieldset class="field">
    <legend class="label">What it holds</legend>
    <div class="segments">
      ${segments(
        "holds",
        chosen.contents.map((one) => [one, CONTENTS[one]] as const),
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
