import { html, nothing, type TemplateResult } from "lit";
import type { OpenedApp } from "../../api/opened";
import type { ItemChange } from "../../api/types";
import { compare } from "../../parts/compare";
import { icon } from "../../parts/icons";
import { FROM } from "../../parts/origins";
import { sideBySide } from "../../parts/side-by-side";
import { whoChanged } from "../../parts/stale";
import { time } from "../../parts/time";
import { href } from "../../router";
import { words } from "./words";

/** What a version is compared with: another revision, the one before it, or the item as it is now. */
export type Other = number | "before" | "now";

/** Two versions as text. */
export interface Difference {
  before: string;
  after: string;
  titles: [string, string];
}

interface Card {
  opened: OpenedApp;
  change: ItemChange;
  /** Whether it is what is deployed now. */
  isNewest: boolean;
  /** Whether versions can be read. */
  isReadable: boolean;
  isOpen: boolean;
  difference: Difference | null;
  other: Other;
  /** The other revisions to compare with. */
  revisions: number[];
  /** The label of the button that restores it; empty if it cannot be. */
  restore: string;
  working: boolean;
  onToggle: () => void;
  onCompare: (other: Other) => void;
  onRestore: () => void;
}

/** A deployed change of the item: who, when, in which deployment, and what it changed. */
export function changeCard(card: Card): TemplateResult {
  const { opened, change } = card;
  const who = whoChanged(opened, change.user_id);
  const deployment = change.deployment_name === change.deployment_id ? "" : change.deployment_name;
  return html`<li class="card">
    <div class="card-head">
      <span
        ><strong>${who}</strong> ${words.whatChanged(change)}
        <span class="soft">· ${time(change.deployed_at)} · ${FROM[change.origin]}</span></span
      >
      ${card.isNewest ? html`<span class="chip good">${words.current}</span>` : nothing}
      <span class="spring"></span>
      <a class="break" href=${href("deployments", opened.id, change.deployment_id)}
        >${words.deployment(change.revision)}${deployment ? ` · ${deployment}` : ""}</a
      >
    </div>
    ${card.isReadable ? body(card) : nothing}
  </li>`;
}

function body(card: Card): TemplateResult {
  const { change, isOpen } = card;
  const label = `${isOpen ? words.hide : words.show}: ${words.deployment(change.revision)}`;
  return html`<div class="card-body">
    <div class="row">
      <button class="button small" aria-expanded=${isOpen} aria-label=${label} @click=${card.onToggle}>
        ${icon("compare")} ${isOpen ? words.hide : words.show}
      </button>
      ${
        card.restore
          ? html`<button
              class="button small"
              aria-label="${card.restore}: ${words.deployment(change.revision)}"
              ?disabled=${card.working}
              @click=${card.onRestore}
            >
              ${icon("undo")} ${card.restore}
            </button>`
          : nothing
      }
      ${isOpen ? choice(card) : nothing}
    </div>
    ${isOpen && card.difference ? differenceOf(card.difference, change) : nothing}
  </div>`;
}

function choice({ change, other, revisions, onCompare }: Card): TemplateResult {
  const options: [Other, string][] = [
    ["before", words.versionBefore],
    ["now", words.now],
    ...revisions.map((revision) => [revision, words.of(revision)] as [Other, string]),
  ];
  return html`<select
    class="input"
    aria-label="${words.compareWith}: ${words.deployment(change.revision)}"
    @change=${(event: Event) => onCompare(options[(event.target as HTMLSelectElement).selectedIndex]![0])}
  >
    ${options.map(([option, title]) => html`<option ?selected=${option === other}>${words.compareWith} ${title}</option>`)}
  </select>`;
}

function differenceOf({ before, after, titles }: Difference, change: ItemChange): TemplateResult {
  const difference = compare(change.name, before, after);
  if (!difference.blocks.length) return html`<p class="note">${icon("info")}<span>${words.same}</span></p>`;
  return html`<div class="card change">
    ${sideBySide(difference, titles[0], titles[1], `${words.deployment(change.revision)}: ${titles.join(" – ")}`)}
  </div>`;
}
