import { html, type TemplateResult } from "lit";
import { icon } from "./icons";

interface SearchField {
  label: string;
  placeholder: string;
  text: string;
  onInput: (text: string) => void;
}

/** A field that filters the rows below it. The key "/" moves the focus to it. */
export function searchField({ label, placeholder, text, onInput }: SearchField): TemplateResult {
  return html`<div class="search">
    ${icon("search")}
    <input
      class="input"
      type="search"
      placeholder=${placeholder}
      aria-label=${label}
      data-key="/"
      .value=${text}
      @input=${(event: InputEvent) => onInput((event.target as HTMLInputElement).value)}
    />
    <kbd aria-hidden="true">/</kbd>
  </div>`;
}
