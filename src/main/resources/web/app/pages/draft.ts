import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { get } from "../api/requests";
import type { Draft, DraftChanges } from "../api/types";
import { draftContents, type ReadContents } from "../api/changes";
import { ApiError, message } from "../api/http";
import "../parts/change-list";
import { icon } from "../parts/icons";
import { OPEN_IN } from "../parts/origins";
import { Following } from "../parts/page";
import { tagCard } from "../parts/tag-card";
import { clock } from "../parts/time";
import { href } from "../router";
import { words } from "./draft/words";

/** The changes in a draft that is open in another kind of client. It is read-only here. */
@customElement("v-draft")
export class DraftPage extends Following {
  @property() draft = "";
  @state() private one: Draft | null = null;
  @state() private changes: DraftChanges | null = null;
  @state() private gone = false;
  private read: ReadContents | null = null;

  protected override updated(changed: Map<string, unknown>) {
    if (changed.has("draft")) void this.load();
  }

  private async load() {
    const path = this.opened.path(`/drafts/${this.draft}`);
    this.one = null;
    this.problem = "";
    this.gone = false;
    try {
      const [all, changes] = await Promise.all([
        get<Draft[]>(this.opened.path("/drafts?all=true")),
        get<DraftChanges>(`${path}/changes`),
      ]);
      this.changes = changes;
      this.read = draftContents(this.opened, this.draft);
      this.one = all.find((draft) => draft._id === this.draft) ?? null;
      this.gone = !this.one;
    } catch (problem) {
      this.gone = problem instanceof ApiError && problem.code === "DraftNotFound";
      if (!this.gone) this.problem = message(problem);
    }
  }

  protected override render() {
    if (this.gone) return this.nothingThere();
    const { one, changes } = this;
    if (!one || !changes) {
      return html`<div class="page">
        ${this.problem ? html`<p class="note bad" role="alert">${this.problem}</p>` : nothing}
      </div>`;
    }
    return html`<div class="page">
      <div class="page-head">
        <h1>${words.title(OPEN_IN[one.kind])}</h1>
        <p class="lead">
          Opened ${clock(one.created_at)}, last changed ${clock(one.modified_at)}, based on revision ${one.base}.
          ${words.readOnly}
        </p>
      </div>
      ${this.content(changes)}
    </div>`;
  }

  private content({ items, environment }: DraftChanges) {
    if (!items.length && !environment) return html`<p class="empty">${words.empty}</p>`;
    return html`${environment ? tagCard(environment) : nothing}
      <v-change-list
        .changes=${items}
        .read=${this.read!}
        .beforeTitle=${words.before}
        .afterTitle=${words.after}
        .who=${this.who}
      ></v-change-list>`;
  }

  private who = (user: string | null) => this.opened.who(user);

  private nothingThere() {
    return html`<div class="page">
      <div class="empty">
        ${icon("layers")}
        <h1>${words.gone}</h1>
        <p>${words.goneHint}</p>
        <a class="button" href=${href("values", this.opened.id)}>${words.toValues}</a>
      </div>
    </div>`;
  }
}
