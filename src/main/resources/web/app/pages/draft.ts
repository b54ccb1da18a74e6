import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { get } from "../api/requests";
import type { Diff, Draft, DraftChanges } from "../api/types";
import { tagName } from "../api/tags";
import { ApiError, message } from "../api/http";
import { fileDiffs, secretLines } from "../parts/diff";
import { fileCard, secretCard } from "../parts/diff-cards";
import { icon } from "../parts/icons";
import { OPEN_IN } from "../parts/origins";
import { Following } from "../parts/page";
import { clock } from "../parts/time";
import { href } from "../router";

/** The changes in a draft that is open in another kind of client. It is read-only here. */
@customElement("v-draft")
export class DraftPage extends Following {
  @property() draft = "";
  @state() private one: Draft | null = null;
  @state() private changes: DraftChanges | null = null;
  @state() private diffs: string[] = [];
  @state() private gone = false;

  protected override updated(changed: Map<string, unknown>) {
    if (changed.has("draft")) void this.load();
  }

  private async load() {
    const path = this.opened.path(`/drafts/${this.draft}`);
    this.one = null;
    this.problem = "";
    this.gone = false;
    try {
      const [all, changes, { diffs }] = await Promise.all([
        get<Draft[]>(this.opened.path("/drafts?all=true")),
        get<DraftChanges>(`${path}/changes`),
        get<Diff>(`${path}/diff`),
      ]);
      this.changes = changes;
      this.diffs = diffs;
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
        <h1>Draft open ${OPEN_IN[one.kind]}</h1>
        <p class="lead">
          Opened ${clock(one.created_at)}, last changed ${clock(one.modified_at)}, based on revision ${one.base}. You
          can only look at it here: deploy or discard it where you opened it.
        </p>
      </div>
      ${this.content(changes)}
    </div>`;
  }

  private content({ items, environment }: DraftChanges) {
    const files = fileDiffs(this.diffs);
    const secrets = secretLines(this.diffs);
    if (!items.length && !environment) return html`<p class="empty">There are no changes in it yet.</p>`;
    return html`${
      environment
        ? html`<section class="card change">
            <div class="card-head">
              <span class="chip value">Changed</span>
              <h2>Environment</h2>
              <span class="soft">${tagName(environment.before)} → ${tagName(environment.after)}</span>
            </div>
          </section>`
        : nothing
    }
    ${files.map((file) => fileCard(file, "Before", "In the draft"))} ${secrets.map((line) => secretCard(line))}`;
  }

  private nothingThere() {
    return html`<div class="page">
      <div class="empty">
        ${icon("layers")}
        <h1>This draft is no longer open</h1>
        <p>It was deployed or discarded.</p>
        <a class="button" href=${href("values", this.opened.id)}>To the values</a>
      </div>
    </div>`;
  }
}
