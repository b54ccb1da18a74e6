import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { get, write } from "../api/requests";
import type { Deployment, Diff } from "../api/types";
import { message } from "../api/http";
import { session } from "../api/session";
import { fileDiffs, secretLines } from "../parts/diff";
import { fileCard, secretCard } from "../parts/diff-cards";
import { icon } from "../parts/icons";
import { FROM } from "../parts/origins";
import { Following } from "../parts/page";
import { time } from "../parts/time";
import { toasts } from "../parts/toasts";
import { go, href } from "../router";

const PREVIOUS = "";

/** One deployment: what it changed and how it differs from any other one. It can be deployed again. */
@customElement("v-deployment")
export class DeploymentPage extends Following {
  @property() deployment = "";
  @state() private one: Deployment | null = null;
  @state() private others: Deployment[] = [];
  @state() private from = PREVIOUS;
  @state() private goingBack = false;
  @state() private diffs: string[] | null = null;

  protected override updated(changed: Map<string, unknown>) {
    if (changed.has("deployment")) void this.load();
  }

  private async load() {
    this.one = null;
    this.from = PREVIOUS;
    this.goingBack = false;
    this.problem = "";
    try {
      const [one, others] = await Promise.all([
        get<Deployment>(this.opened.path(`/deployments/${this.deployment}`)),
        get<Deployment[]>(this.opened.path("/deployments?limit=100")),
      ]);
      this.others = others.filter((other) => other.status === "successful" && other._id !== one._id);
      this.one = one;
      if (one.status === "successful") await this.compare(PREVIOUS);
    } catch (problem) {
      this.problem = message(problem);
    }
  }

  private async compare(from: string) {
    this.from = from;
    this.diffs = null;
    this.problem = "";
    try {
      this.diffs = (
        await get<Diff>(this.opened.path(`/deployments/${this.deployment}/diff${from && `?from=${from}`}`))
      ).diffs;
    } catch (problem) {
      this.problem = from
        ? message(problem)
        : "The deployment before this one is no longer kept: choose another to compare with.";
    }
  }

  private get isLive(): boolean {
    return this.opened.newest?._id === this.deployment;
  }

  private review = async () => {
    this.goingBack = true;
    await this.compare(this.opened.newest!._id);
    await this.updateComplete;
    this.querySelector<HTMLElement>("#go-back")?.focus();
  };

  private redeploy = () =>
    this.work(async () => {
      await write("POST", this.opened.path(`/deployments/${this.deployment}/redeploy`));
      await this.opened.reload();
      toasts.say(`Went back: revision ${this.opened.newest!.revision} is live.`);
      go(href("deployments", this.opened.id));
    });

  protected override render() {
    const one = this.one;
    if (!one)
      return html`<div class="page">
        ${this.problem ? html`<p class="note bad" role="alert">${this.problem}</p>` : nothing}
      </div>`;
    return html`<div class="page">
      <a class="small" href=${href("deployments", this.opened.id)}>All deployments</a>
      <div class="page-head">
        <h1 class="break">
          ${one.name === one._id ? (one.revision ? `Revision ${one.revision}` : "A deployment that failed") : one.name}
        </h1>
        ${this.isLive ? html`<span class="chip good">Live</span>` : nothing}
        ${
          one.status === "successful" && !this.isLive && session.mayWrite && !this.goingBack
            ? html`<button class="button" @click=${this.review}>${icon("history")} Go back to this</button>`
            : nothing
        }
        <p class="lead">
          ${one.revision && one.name !== one._id ? `Revision ${one.revision}, by` : "By"}
          ${this.opened.who(one.user_id)}, ${time(one.deployed_at)}, from
          ${FROM[one.origin]}${one.redeployed_from ? html`; it went back to <a href=${href("deployments", this.opened.id, one.redeployed_from)}>an earlier one</a>` : nothing}.
        </p>
      </div>
      ${this.problem ? html`<p class="note bad" role="alert">${icon("warning")}<span class="break">${this.problem}</span></p>` : nothing}
      ${
        one.status === "failed"
          ? html`<p class="note bad">
              ${icon("warning")}<span>It failed and changed nothing: ${one.status_error_message}.</span>
            </p>`
          : [this.goingBack ? this.confirmation() : this.choice(), this.differences()]
      }
    </div>`;
  }

  private choice() {
    return html`<div class="field compare">
      <label for="compare">Compare with</label>
      <select
        class="input"
        id="compare"
        @change=${(event: Event) => this.compare((event.target as HTMLSelectElement).value)}
      >
        <option value="" ?selected=${!this.from}>the deployment before</option>
        ${this.others.map(
          (other) =>
            html`<option value=${other._id} ?selected=${other._id === this.from}>
              Revision
              ${other.revision}${other.name === other._id ? "" : `: ${other.name}`}${other._id === this.opened.newest?._id ? " (live)" : ""}
            </option>`,
        )}
      </select>
    </div>`;
  }

  private confirmation() {
    const nothingToDo = this.diffs?.every((diff) => diff.startsWith("secret "));
    return html`<div class="note">
      ${icon("history")}
      <div>
        <strong>${nothingToDo ? "Going back would change nothing." : "This is what going back would change."}</strong>
        <span class="soft"
          >It is a new deployment, live at once. Secrets keep their current content. Your draft, if you have one,
          stays.</span
        >
      </div>
      <button class="button" @click=${() => this.load()}>Cancel</button>
      <button
        class="button primary"
        id="go-back"
        ?disabled=${!this.diffs}
        aria-busy=${this.working}
        @click=${this.redeploy}
      >
        <span>Deploy it again</span>
      </button>
    </div>`;
  }

  private differences() {
    if (!this.diffs) return nothing;
    const files = fileDiffs(this.diffs);
    const secrets = this.goingBack ? [] : secretLines(this.diffs);
    if (!files.length && !secrets.length) return html`<p class="empty">No difference.</p>`;
    const [before, after] = this.goingBack ? ["Now", "After going back"] : [];
    return [...files.map((file) => fileCard(file, before, after)), ...secrets.map((line) => secretCard(line))];
  }
}
