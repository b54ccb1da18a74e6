import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { get } from "../api/requests";
import type { Deployment } from "../api/types";
import { compareRevisions } from "../api/changes";
import { message } from "../api/http";
import { session } from "../api/session";
import { icon } from "../parts/icons";
import { ORIGINS } from "../parts/origins";
import { Following } from "../parts/page";
import { time } from "../parts/time";
import { href, NEW } from "../router";
import { compareHref } from "./deployments/compare";
import "./deployments/deployment";
import { inOneLine } from "./deployments/in-words";
import { words } from "./deployments/words";

const PAGE = 25;

/** What each deployment changed, by its id. That never changes, so it is read once. */
const known = new Map<string, string>();

/** The history of an app, newest first. */
@customElement("v-deployments")
export class Deployments extends Following {
  @state() private list: Deployment[] | null = null;
  @state() private more = false;
  private shown: string | undefined;

  protected override updated() {
    const newest = this.opened.newest?._id ?? "none";
    if (newest !== this.shown) {
      this.shown = newest;
      void this.load();
    }
  }

  private async load(before = "") {
    try {
      const page = await get<Deployment[]>(
        this.opened.path(`/deployments?limit=${PAGE}${before && `&before=${before}`}`),
      );
      this.list = before ? [...this.list!, ...page] : page;
      this.more = page.length === PAGE;
      void this.describe();
    } catch (problem) {
      this.problem = message(problem);
    }
  }

  /** Reads what each deployment changed, one after the other, while the page is open. */
  private async describe() {
    for (const one of this.list ?? []) {
      if (!this.isConnected) return;
      if (!one.revision || known.has(one._id)) continue;
      const told = await compareRevisions(this.opened, one.revision - 1, one.revision).then(inOneLine, () => "");
      known.set(one._id, told);
      this.requestUpdate();
    }
  }

  protected override render() {
    const { newest } = this.opened;
    return html`<div class="page">
      <div class="page-head">
        <h1>${words.title}</h1>
        ${
          newest?.revision
            ? html`<a class="button" href=${compareHref(this.opened.id, newest.revision - 1, newest.revision)}
                >${icon("compare")} ${words.compare}</a
              >`
            : nothing
        }
      </div>
      ${this.problem ? html`<p class="note bad" role="alert">${this.problem}</p>` : nothing}
      ${this.list === null ? nothing : this.list.length === 0 ? this.empty() : this.table(this.list)}
    </div>`;
  }

  private empty() {
    return html`<div class="empty">
      ${icon("history")}
      <h2>${words.emptyTitle}</h2>
      <p>${words.empty}</p>
      ${session.mayWrite ? this.next() : nothing}
    </div>`;
  }

  /** What leads to the first deployment. */
  private next() {
    const { id, pending } = this.opened;
    return pending
      ? html`<a class="button primary" href=${href("review", id)}>${words.review}</a>`
      : html`<a class="button primary" href=${href("values", id, NEW)}>${icon("plus")} ${words.createValue}</a>`;
  }

  private table(list: Deployment[]) {
    return html`<div class="table-box">
        <table>
          <thead>
            <tr>
              <th scope="col">${words.columns.deployment}</th>
              <th scope="col" class="wide-only">${words.columns.changed}</th>
              <th scope="col" class="who-column">${words.columns.by}</th>
              <th scope="col" class="when-column">${words.columns.when}</th>
            </tr>
          </thead>
          <tbody>
            ${list.map((one, place) => this.row(one, place === 0))}
          </tbody>
        </table>
      </div>
      ${this.more ? html`<button class="button" @click=${() => this.load(list.at(-1)!._id)}>${words.older}</button>` : nothing}`;
  }

  private row(one: Deployment, first: boolean) {
    const hasName = one.name !== one._id || !!one.redeployed_from;
    const name = one.name !== one._id ? one.name : one.redeployed_from ? words.wentBack : nameless(one);
    return html`<tr>
      <th scope="row">
        <a class="name" data-row href=${href("deployments", this.opened.id, one._id)}>${name}</a>
        ${one.status === "failed" ? html`<span class="chip bad" title=${one.status_error_message}>${words.failed}</span>` : nothing}
        ${first && one.status === "successful" ? html`<span class="chip good">${words.live}</span>` : nothing}
        ${one.revision && hasName ? html`<span class="soft small nowrap">${words.revisionSmall(one.revision)}</span>` : nothing}
      </th>
      <td class="wide-only soft" title=${known.get(one._id) ?? ""}>
        ${one.status === "failed" ? one.status_error_message : (known.get(one._id) ?? "")}
      </td>
      <td class="soft">${this.opened.who(one.user_id)}<span class="wide-only"> · ${ORIGINS[one.origin]}</span></td>
      <td class="soft">${time(one.deployed_at)}</td>
    </tr>`;
  }
}

/** What a deployment without a name is called. */
function nameless({ revision }: Deployment): string {
  return revision ? words.revision(revision) : words.draft;
}
