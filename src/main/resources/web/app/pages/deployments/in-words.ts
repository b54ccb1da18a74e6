import { html, nothing, type TemplateResult } from "lit";
import type { ItemChange } from "../../api/changes";
import { tagName } from "../../api/tags";
import type { RevisionComparison } from "../../api/types";
import { words } from "./words";

/** How many names of each kind are shown in words; the list below has all. */
const MOST_NAMES = 12;

/** What a deployment changed, in words: what was added, changed, renamed and removed. */
export function inWords({ items, environment }: RevisionComparison): TemplateResult {
  const isRenamed = (change: ItemChange) => change.previous_name !== null;
  const groups: [string, string, ItemChange[]][] = [
    [words.added, "good", items.filter(({ action }) => action === "created")],
    [words.changed, "value", items.filter((change) => change.action === "changed" && !isRenamed(change))],
    [words.renamed, "value", items.filter(isRenamed)],
    [words.removed, "bad", items.filter(({ action }) => action === "deleted")],
  ];
  return html`<dl class="release">
    ${groups.map(([title, colour, changes]) =>
      changes.length
        ? html`<div>
            <dt><span class="chip ${colour}">${title}</span></dt>
            ${byKind(changes)}
          </div>`
        : nothing,
    )}
    ${
      environment
        ? html`<div>
            <dt><span class="chip value">${words.environment}</span></dt>
            <dd>${tagName(environment.before)} → ${tagName(environment.after)}</dd>
          </div>`
        : nothing
    }
  </dl>`;
}

function byKind(changes: ItemChange[]): TemplateResult[] {
  const kinds = Object.entries(words.kinds) as [ItemChange["kind"], readonly [string, string]][];
  return kinds.flatMap(([kind, [one, several]]) => {
    const of = changes.filter((change) => change.kind === kind);
    if (!of.length) return [];
    const shown = of.slice(0, MOST_NAMES);
    return [
      html`<dd>
        ${of.length === 1 ? one : `${of.length} ${several}`}:
        ${shown.map((change, at) => html`${at ? ", " : ""}${named(change)}`)}
        ${of.length > shown.length ? words.andMore(of.length - shown.length) : nothing}
      </dd>`,
    ];
  });
}

function named({ name, previous_name }: ItemChange): TemplateResult {
  return html`${previous_name ? html`<s class="soft mono">${previous_name}</s> → ` : nothing}<strong class="mono"
      >${name}</strong
    >`;
}

/** The same in one line, for a table. */
export function inOneLine({ items, environment }: RevisionComparison): string {
  const names = [
    ...(environment ? [`${words.environment} ${tagName(environment.after)}`] : []),
    ...items.map(({ name }) => name),
  ];
  if (!names.length) return words.nothing;
  return names.slice(0, 3).join(", ") + (names.length > 3 ? words.more(names.length - 3) : "");
}
