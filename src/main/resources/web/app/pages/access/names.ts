import { html, nothing, type TemplateResult } from "lit";
import { words } from "./words";

/** How many names are shown at a time; the others are found by searching. */
const MOST = 100;
/** Fewer names than this need no search. */
const SEARCHED = 8;

interface Names {
  all: string[];
  chosen: Set<string>;
  wanted: string;
  /** Whether to say that none is chosen. */
  wrong: boolean;
  onSearch: (text: string) => void;
  onChoose: (name: string, yes: boolean) => void;
}

/** A list of values to tick. */
export function nameChoices({ all, chosen, wanted, wrong, onSearch, onChoose }: Names): TemplateResult {
  const text = words.creating;
  const found = all.filter((name) => name.toLowerCase().includes(wanted.trim().toLowerCase()));
  return html`<fieldset class="field">
    <legend class="label">${text.values}</legend>
    ${
      all.length > SEARCHED
        ? html`<input
            class="input"
            type="search"
            placeholder=${text.search}
            aria-label=${text.search}
            autocomplete="off"
            .value=${wanted}
            @input=${(event: InputEvent) => onSearch((event.target as HTMLInputElement).value)}
            @keydown=${(event: KeyboardEvent) => event.key === "Enter" && event.preventDefault()}
          />`
        : nothing
    }
    ${
      found.length
        ? html`<div class="choices">
            ${found
              .slice(0, MOST)
              .map(
                (name) =>
                  html`<label class="check"
                    ><input
                      type="checkbox"
                      .checked=${chosen.has(name)}
                      @change=${(event: Event) => onChoose(name, (event.target as HTMLInputElement).checked)}
                    /><span class="mono break">${name}</span></label
                  >`,
              )}
          </div>`
        : nothing
    }
    ${all.length === 0 ? html`<p class="hint">${text.none}</p>` : nothing}
    ${found.length > MOST ? html`<p class="hint">${text.matches(MOST, found.length)}</p>` : nothing}
    ${chosen.size ? html`<p class="hint" role="status">${text.chosen(chosen.size)}</p>` : nothing}
    <p class="error" role="alert" ?hidden=${!wrong}>${text.chooseOne}</p>
  </fieldset>`;
}
