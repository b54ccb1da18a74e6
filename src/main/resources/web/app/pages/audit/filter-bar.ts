import { html, nothing, type TemplateResult } from "lit";
import { ACTIONS } from "./actions";
import { type Filters, NO_FILTERS, queryOf } from "./filters";
import { words } from "./words";

interface Choices {
  filters: Filters;
  /** The people, and for the project's log the apps, by their ids. */
  people: Map<string, string>;
  apps?: Map<string, string>;
  /** Names of items, for the field's suggestions. */
  names: string[];
  onChange: (filters: Filters, typed?: boolean) => void;
}

const MOST_SUGGESTIONS = 500;

/** The fields that filter the log. */
export function filterBar({ filters, people, apps, names, onChange }: Choices): TemplateResult {
  const text = words.filters;
  const set = (key: keyof Filters) => (event: Event) =>
    onChange({ ...filters, [key]: (event.target as HTMLInputElement | HTMLSelectElement).value }, key === "name");
  const choice = (key: keyof Filters, label: string, options: [string, string][]) =>
    html`<select class="input" aria-label=${label} .value=${filters[key]} @change=${set(key)}>
      ${options.map(([value, title]) => html`<option value=${value} ?selected=${value === filters[key]}>${title}</option>`)}
    </select>`;
  const date = (key: "from" | "to", label: string) =>
    html`<label class="date small"
      >${label} <input class="input" type="date" .value=${filters[key]} @change=${set(key)}
    /></label>`;
  return html`<div class="tools" role="search" aria-label=${words.actions}>
    ${choice("actor", text.person, [["", text.anyone], ...people])}
    ${apps ? choice("app", text.app, [["", text.allApps], ...apps]) : nothing}
    ${choice("action", text.action, [["", text.allActions], ...Object.entries(ACTIONS)])}
    <input
      class="input"
      type="search"
      list="audit-names"
      aria-label=${text.name}
      placeholder=${text.namePlaceholder}
      autocomplete="off"
      autocapitalize="none"
      spellcheck="false"
      maxlength="64"
      data-key="/"
      .value=${filters.name}
      @input=${set("name")}
    />
    <datalist id="audit-names">
      ${names.slice(0, MOST_SUGGESTIONS).map((name) => html`<option value=${name}></option>`)}
    </datalist>
    ${choice("time", text.time, Object.entries(text.times))}
    ${filters.time === "between" ? [date("from", text.from), date("to", text.to)] : nothing}
    ${
      queryOf(filters)
        ? html`<button class="button quiet" @click=${() => onChange(NO_FILTERS)}>${words.clear}</button>`
        : nothing
    }
  </div>`;
}
