import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { compareRevisions, type ReadContents, revisionContents } from "../../api/changes";
import { ApiError, message } from "../../api/http";
import { get, write } from "../../api/requests";
import { session } from "../../api/session";
import type { Deployment, RevisionComparison } from "../../api/types";
import "../../parts/change-list";
import { icon } from "../../parts/icons";
import { FROM } from "../../parts/origins";
import { Following } from "../../parts/page";
import { tagCard } from "../../parts/tag-card";
import { time } from "../../parts/time";
import { toasts } from "../../parts/toasts";
import { go, href } from "../../router";
import { compareHref } from "./compare";
import { inWords } from "./in-words";
import { words } from "./words";

/** One deployment as a release note: who made it when, and what it changed. It can be deployed again. */
@customElement("v-deployment")
export class DeploymentPage extends Following {
  @property() deployment = "";
  @state() private one: Deployment | null = null;
  @state() private goingBack = false;
  @state() private compared: RevisionComparison | null = null;
  private read: ReadContents | null = null;
  /** The newest revision when the person saw what going back would change. */
  private seen = 0;

  protected override updated(changed: Map<string, unknown>) {
    if (changed.has("deployment")) void this.load();
  }

  private async load() {
    this.one = null;
    this.goingBack = false;
    this.problem = "";
    const { deployment } = this;
    try {
      const one = await get<Deployment>(this.opened.path(`/deployments/${deployment}`));
      if (deployment !== this.deployment) return;
      this.one = one;
    } catch (problem) {
      this.problem = message(problem);
      return;
    }
    const { revision } = this.one;
    if (revision) await this.compare(revision - 1, revision);
  }

  private async compare(from: number, to: number) {
    this.compared = null;
    this.problem = "";
    try {
      const compared = await compareRevisions(this.opened, from, to);
      this.read = revisionContents(this.opened, from, to);
      this.compared = compared;
    } catch (problem) {
      const isGone = problem instanceof ApiError && problem.code === "DeploymentNotFound";
      this.problem = isGone ? words.notKept : message(problem);
    }
  }

  private get isLive(): boolean {
    return this.opened.newest?._id === this.deployment;
  }

  private who = (user: string | null) => this.opened.who(user);

  private review = async () => {
    this.goingBack = true;
    this.seen = this.opened.newest!.revision!;
    await this.compare(this.seen, this.one!.revision!);
    // Secrets keep their current content.
    if (this.compared) {
      this.compared = { ...this.compared, items: this.compared.items.filter(({ kind }) => kind !== "secret") };
    }
    await this.updateComplete;
    this.querySelector<HTMLElement>("#go-back")?.focus();
  };

  private redeploy = () =>
    this.work(async () => {
      try {
        await write("POST", this.opened.path(`/deployments/${this.deployment}/redeploy`), undefined, `"${this.seen}"`);
      } catch (problem) {
        if (!(problem instanceof ApiError) || problem.code !== "PreconditionFailed") throw problem;
        await this.opened.reload();
        await this.review();
        throw new Error(words.deployedMeanwhile, { cause: problem });
      }
      await this.opened.reload();
      toasts.say(words.went(this.opened.newest!.revision));
      go(href("deployments", this.opened.id));
    });

  protected override render() {
    const one = this.one;
    if (!one)
      return html`<div class="page">
        ${this.problem ? html`<p class="note bad" role="alert">${this.problem}</p>` : nothing}
      </div>`;
    return html`<div class="page">
      <a class="small" href=${href("deployments", this.opened.id)}>${words.all}</a>
      ${this.head(one)}
      ${this.problem ? html`<p class="note bad" role="alert">${icon("warning")}<span class="break">${this.problem}</span></p>` : nothing}
      ${
        one.status === "failed"
          ? html`<p class="note bad">
              ${icon("warning")}<span class="break">${words.failedNote(one.status_error_message)}</span>
            </p>`
          : [this.goingBack ? this.confirmation() : nothing, this.differences()]
      }
    </div>`;
  }

  private head(one: Deployment) {
    const { revision } = one;
    const isNamed = one.name !== one._id;
    return html`<div class="page-head">
      <h1 class="break">${isNamed ? one.name : revision ? words.revision(revision) : words.failedTitle}</h1>
      ${this.isLive ? html`<span class="chip good">${words.live}</span>` : nothing}
      ${
        revision
          ? html`<a class="button" href=${compareHref(this.opened.id, revision - 1, revision)}
              >${icon("compare")} ${words.compareThis}</a
            >`
          : nothing
      }
      ${
        one.status === "successful" && !this.isLive && session.mayWrite && !this.goingBack
          ? html`<button class="button" @click=${this.review}>${icon("history")} ${words.goBack}</button>`
          : nothing
      }
      <p class="lead">
        ${revision && isNamed ? words.revisionBy(revision) : words.by} ${this.opened.who(one.user_id)},
        ${time(one.deployed_at)},
        ${words.from(FROM[one.origin])}${
          one.redeployed_from
            ? html`; ${words.wentBackTo}
                <a href=${href("deployments", this.opened.id, one.redeployed_from)}>${words.earlier}</a>`
            : nothing
        }.
      </p>
    </div>`;
  }

  private confirmation() {
    const { compared } = this;
    const isSame = compared && !compared.items.length && !compared.environment;
    return html`<div class="note">
      ${icon("history")}
      <div>
        <strong>${isSame ? words.nothingToGoBack : words.wouldChange}</strong>
        <span class="soft">${words.backNote}</span>
      </div>
      <button class="button" @click=${() => this.load()}>${words.cancel}</button>
      <button
        class="button primary"
        id="go-back"
        ?disabled=${!compared}
        aria-busy=${this.working}
        @click=${this.redeploy}
      >
        <span>${words.deployAgain}</span>
      </button>
    </div>`;
  }

  private differences() {
    const { compared, goingBack } = this;
    if (!compared) return nothing;
    const { items, environment } = compared;
    if (!items.length && !environment) return goingBack ? nothing : html`<p class="empty">${words.noChange}</p>`;
    const [before, after] = goingBack
      ? [words.now, words.afterGoingBack]
      : [compared.from ? words.revision(compared.from) : words.start, words.revision(compared.to)];
    return html`${goingBack ? (environment ? tagCard(environment) : nothing) : inWords(compared)}
    ${items.length && !goingBack ? html`<h2 class="details">${words.details}</h2>` : nothing}
    ${
      items.length
        ? html`<v-change-list
            .changes=${items}
            .read=${this.read!}
            .beforeTitle=${before}
            .afterTitle=${after}
            .who=${this.who}
            ?closed=${!goingBack}
          ></v-change-list>`
        : nothing
    }`;
  }
}
