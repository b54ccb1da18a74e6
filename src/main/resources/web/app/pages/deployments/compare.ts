import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { compareRevisions, type ReadContents, revisionContents } from "../../api/changes";
import { message } from "../../api/http";
import { get } from "../../api/requests";
import type { Deployment, RevisionComparison } from "../../api/types";
import "../../parts/change-list";
import { Following } from "../../parts/page";
import { tagCard } from "../../parts/tag-card";
import { go, href } from "../../router";
import { words } from "./words";

/** How many of the newest revisions can be chosen from the lists. Others can be given in the address. */
const LISTED = 200;

/** The address of the comparison of two revisions, the older one first. */
export function compareHref(app: string, one: number, other: number): string {
  const [from, to] = one < other ? [one, other] : [other, one];
  return `${href("deployments", app)}?from=${from}&to=${to}`;
}

/** How two revisions differ: the older one is on the left. */
@customElement("v-compare-revisions")
export class CompareRevisions extends Following {
  @property({ type: Number }) from = 0;
  @property({ type: Number }) to = 0;
  @state() private list: Deployment[] = [];
  @state() private compared: RevisionComparison | null = null;
  private read: ReadContents | null = null;
  private newest: string | undefined;

  protected override updated(changed: Map<string, unknown>) {
    if (this.opened.newest?._id !== this.newest) {
      this.newest = this.opened.newest?._id;
      void this.readList();
    }
    if (changed.has("from") || changed.has("to")) void this.compare();
  }

  private async readList() {
    const all = await get<Deployment[]>(this.opened.path(`/deployments?limit=${LISTED}`)).catch(() => []);
    this.list = all.filter((one) => one.revision !== null).reverse();
  }

  private async compare() {
    const { from, to } = this;
    if (from > to) {
      go(compareHref(this.opened.id, from, to));
      return;
    }
    this.problem = "";
    try {
      const compared = await compareRevisions(this.opened, from, to);
      if (from !== this.from || to !== this.to) return;
      this.read = revisionContents(this.opened, from, to);
      this.compared = compared;
    } catch (problem) {
      this.compared = null;
      this.problem = message(problem);
    }
  }

  private who = (user: string | null) => this.opened.who(user);

  protected override render() {
    const { from, to, compared } = this;
    return html`<div class="page">
      <a class="small" href=${href("deployments", this.opened.id)}>${words.all}</a>
      <div class="page-head">
        <h1>${words.compareTitle}</h1>
        ${compared ? html`<span class="soft" role="status">${words.differences(this.count(compared))}</span>` : nothing}
      </div>
      <div class="tools">
        ${this.choice("compare-from", words.fromRevision, from, (chosen) => go(compareHref(this.opened.id, chosen, to)))}
        ${this.choice("compare-to", words.toRevision, to, (chosen) => go(compareHref(this.opened.id, from, chosen)))}
      </div>
      ${this.problem ? html`<p class="note bad" role="alert">${this.problem}</p>` : nothing}
      ${compared && !this.problem ? this.differences(compared) : nothing}
    </div>`;
  }

  private count({ items, environment }: RevisionComparison): number {
    return items.length + (environment ? 1 : 0);
  }

  private differences(compared: RevisionComparison) {
    if (this.from === this.to) return html`<p class="empty">${words.same}</p>`;
    if (!this.count(compared)) return html`<p class="empty">${words.noDifference}</p>`;
    return html`${compared.environment ? tagCard(compared.environment) : nothing}
      <v-change-list
        .changes=${compared.items}
        .read=${this.read!}
        .beforeTitle=${this.from ? words.revision(this.from) : words.start}
        .afterTitle=${words.revision(this.to)}
        .who=${this.who}
      ></v-change-list>`;
  }

  private choice(id: string, title: string, chosen: number, choose: (revision: number) => void) {
    const numbers = this.list.map(({ revision }) => revision!);
    const isListed = chosen === 0 || numbers.includes(chosen);
    return html`<div class="field">
      <label for=${id}>${title}</label>
      <select
        class="input"
        id=${id}
        .value=${String(chosen)}
        @change=${(event: Event) => choose(Number((event.target as HTMLSelectElement).value))}
      >
        <option value="0" ?selected=${chosen === 0}>${words.start}</option>
        ${isListed ? nothing : html`<option value=${chosen} selected>${words.unknown(chosen)}</option>`}
        ${this.list.map(
          (one) =>
            html`<option value=${one.revision!} ?selected=${one.revision === chosen}>
              ${words.revision(one.revision!)}${one.name === one._id ? "" : `: ${one.name}`}${one._id === this.opened.newest?._id ? ` (${words.live.toLowerCase()})` : ""}
            </option>`,
        )}
      </select>
    </div>`;
  }
}
