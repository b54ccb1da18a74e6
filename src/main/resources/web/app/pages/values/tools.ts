import { html, nothing, type TemplateResult } from "lit";
import { searchField } from "../../parts/search-field";
import { segments } from "../../parts/segments";
import type { RowType } from "./rows";
import type { Search } from "./search";
import { words } from "./words";

const FILTERS = Object.entries(words.filters) as [RowType | "all", string][];

interface Tools {
  search: Search;
  /** The tags of all rows. */
  tags: string[];
  all: number;
  shown: number;
  onFind: (change: Partial<Search>, typing?: boolean) => void;
}

/** The search and the filters. */
export function tools({ search, tags, all, shown, onFind }: Tools): TemplateResult {
  return html`<div class="tools">
    ${searchField({
      label: words.searchLabel,
      placeholder: words.searchHint,
      text: search.text,
      onInput: (text) => onFind({ text }, true),
    })}
    <fieldset class="segments">
      <legend class="unseen">${words.typeFilter}</legend>
      ${segments("type-filter", FILTERS, search.type, (type) => onFind({ type }))}
    </fieldset>
    ${
      tags.length || search.tag
        ? html`<select
            class="input tag-filter"
            aria-label=${words.tagFilter}
            @change=${(event: Event) => onFind({ tag: (event.target as HTMLSelectElement).value })}
          >
            <option value="" ?selected=${!search.tag}>${words.anyTag}</option>
            ${[...new Set([...tags, ...(search.tag ? [search.tag] : [])])].map(
              (tag) => html`<option ?selected=${tag === search.tag}>${tag}</option>`,
            )}
          </select>`
        : nothing
    }
    <span class="soft small" role="status">${words.shown(shown, all)}</span>
  </div>`;
}
