import { html, type TemplateResult } from "lit";
import { exact, until } from "./time";
import { words } from "./words/ends";

const DAY = 86_400;

/** How many days before its end a key or token is marked. */
const SOON = 14 * DAY;

/** The end of what is created now and lives this many days, in UNIX seconds; undefined if it never ends. */
export function endAfter(days: number): number | undefined {
  return days ? Math.floor(Date.now() / 1000) + days * DAY : undefined;
}

interface EndField {
  id: string;
  days: number;
  hint: string;
  onChange: (days: number) => void;
}

/** A field for when a new key or token ends. */
export function endField({ id, days, hint, onChange }: EndField): TemplateResult {
  return html`<div class="field">
    <label for=${id}>${words.label}</label>
    <select
      class="input"
      id=${id}
      aria-describedby="${id}-rule"
      @change=${(event: Event) => onChange(Number((event.target as HTMLSelectElement).value))}
    >
      ${words.lives.map(([one, title]) => html`<option value=${one} ?selected=${one === days}>${title}</option>`)}
    </select>
    <p class="hint" id="${id}-rule">${hint}</p>
  </div>`;
}

/** When a key or token ends, in words. */
export function ending(at: number | null | undefined, now = Date.now() / 1000): TemplateResult | string {
  if (at === undefined || at === null) return words.endless;
  const date = new Date(at * 1000);
  if (at <= now)
    return html`<span class="chip bad">${words.ended}</span>
      <time datetime=${date.toISOString()} title=${exact(date)}>${until(at, now)}</time>`;
  return html`<time class=${at - now < SOON ? "soon" : ""} datetime=${date.toISOString()} title=${exact(date)}
    >${words.ends(until(at, now))}</time
  >`;
}
