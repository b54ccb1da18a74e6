import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { ApiError, get, message, write } from "../api/http";
import type { Change, Deployment } from "../api/types";
import { type FileDiff, fileDiffs, secretLines, sideBySide, title } from "../parts/diff";
import { icon } from "../parts/icons";
import { Following } from "../parts/page";
import { tagName } from "../parts/tags";
import { toasts } from "../parts/toasts";
import { go, href } from "../router";

const WORDS = { created: "Added", deleted: "Removed", changed: "Changed" } as const;
const COLOURS = { created: "good", deleted: "bad", changed: "value" } as const;

/** What the draft would change, item by item, and the button that makes it so. */
@customElement("v-review")
export class Review extends Following {
  @state() private diffs: string[] | null = null;
  private shown: unknown = null;
  private name = "";

  protected override updated() {
    if (this.opened.changes && this.opened.changes !== this.shown) {
      this.shown = this.opened.changes;
      void this.load();
    }
  }

  private async load() {
    if (!this.opened.draft) return;
    try {
      this.diffs = (await get<{ diffs: string[] }>(this.opened.path(`/drafts/${this.opened.draft._id}/diff`))).diffs;
    } catch (problem) {
      // Deployed or discarded in another tab: what is shown then says so.
      if (!(problem instanceof ApiError && problem.code === "DraftNotFound")) this.problem = message(problem);
      else await this.opened.reload();
    }
  }

  private deploy = async (event?: Event) => {
    event?.preventDefault();
    const draft = this.opened.draft;
    if (!draft) return;
    let deployed: Deployment | undefined;
    const done = await this.work(async () => {
      try {
        const body = this.name.trim() ? { name: this.name.trim() } : {};
        deployed = await write<Deployment>("POST", this.opened.path(`/drafts/${draft._id}/deployment`), body);
      } finally {
        await this.opened.reload();
      }
    });
    if (done && deployed) {
      toasts.say(`Deployed: revision ${deployed.revision} is live.`);
      go(href("deployments", this.opened.id, deployed._id));
    } else {
      await this.updateComplete;
      this.querySelector("[role=alert]")?.scrollIntoView({ block: "center" });
    }
  };

  private leaveOut = (change: Change) =>
    this.work(async () => {
      await write("DELETE", this.opened.path(`/drafts/${this.opened.draft!._id}/changes/${change._id}`));
      await this.opened.reload();
      toasts.say(`${change.name} is out of your draft.`);
    });

  private leaveTag = () =>
    this.work(async () => {
      await write("PUT", this.opened.path("/environment"), { environment: this.opened.changes!.environment!.before });
      await this.opened.reload();
    });

  private keepMine = () =>
    this.work(async () => {
      await write("POST", this.opened.path(`/drafts/${this.opened.draft!._id}/rebase`));
      await this.opened.reload();
      toasts.say("Your changes are now on top of what was deployed. Look at them once more.");
    });

  protected override render() {
    const changes = this.opened.changes;
    if (!this.opened.draft || !changes || this.opened.pending === 0) return this.nothingToReview();
    const conflicts = changes.items.filter((change) => change.conflict).length + (changes.environment?.conflict ? 1 : 0);
    const files = fileDiffs(this.diffs ?? []);
    const shared = files.filter((file) => file.path.startsWith("environments/") || file.path === "realm_config.json");
    return html`<div class="page">
      <div class="page-head">
        <h1>Review</h1>
        <span class="soft">${this.opened.pending === 1 ? "1 change" : `${this.opened.pending} changes`}</span>
      </div>
      ${this.problem ? html`<p class="note bad" role="alert">${icon("warning")}<span class="break">${this.problem}</span></p>` : nothing}
      ${conflicts ? this.conflictNote(conflicts) : nothing}
      ${changes.items.filter((change) => change.kind !== "environment value").map((change) => this.change(change, files))}
      ${changes.items.filter((change) => change.kind === "environment value").map((change) => this.change(change, []))}
      ${changes.environment ? this.tag(changes.environment) : nothing}
      ${shared.length ? shared.map((file) => html`<section class="card change"><div class="card-head"><h2>${title(file.path)}</h2></div>${sideBySide(file)}</section>`) : nothing}
      <form class="deploy-box" @submit=${this.deploy}>
        <div class="field">
          <label for="deployment-name">Name of the deployment <span class="soft">(optional)</span></label>
          <input
            class="input"
            id="deployment-name"
            maxlength="100"
            autocomplete="off"
            placeholder="What is this change about?"
            @input=${(event: InputEvent) => (this.name = (event.target as HTMLInputElement).value)}
          />
        </div>
        <button class="button primary" ?disabled=${conflicts > 0} aria-busy=${this.working}>
          ${icon("deploy")}<span>Deploy ${this.opened.pending === 1 ? "1 change" : `${this.opened.pending} changes`}</span>
        </button>
      </form>
    </div>`;
  }

  private conflictNote(count: number) {
    return html`<div class="note warn" role="alert">
      ${icon("warning")}
      <div>
        <strong>${count === 1 ? "One change is" : `${count} changes are`} in conflict with a newer deployment.</strong>
        <span>Leave out what theirs should win; then keep the rest on top of it, and look at it once more before you deploy.</span>
      </div>
      <button class="button small" aria-busy=${this.working} @click=${this.keepMine}><span>Keep mine</span></button>
    </div>`;
  }

  private change(change: Change, files: FileDiff[]) {
    const mine =
      change.kind === "value" || change.kind === "file"
        ? files.filter((file) => [change.name, change.previous_name].some((name) => name && (file.path === name || file.path === `values/${name}.json`)))
        : [];
    const words = change.previous_name ? "Renamed" : WORDS[change.action];
    return html`<section class="card change ${change.conflict ? "conflict" : ""}" aria-labelledby="change-${change._id}">
      <div class="card-head">
        <span class="chip ${COLOURS[change.action]}">${words}</span>
        <h2 id="change-${change._id}" class="break">
          ${change.previous_name ? html`<s class="soft">${change.previous_name}</s> ` : nothing}${change.name}
        </h2>
        <span class="soft small">${change.kind}</span>
        <span class="spring"></span>
        <button class="button quiet small" aria-label="Leave ${change.name} out of the draft" @click=${() => this.leaveOut(change)}>
          ${icon("undo")} Leave out
        </button>
      </div>
      ${change.conflict
        ? html`<p class="note warn">${icon("warning")}<span>It ${change.conflict}${change.conflicting_user ? html`, by <strong>${this.opened.who(change.conflicting_user)}</strong>` : nothing}.
            ${/name/.test(change.conflict) ? "Give yours another name, or leave it out." : html`<strong>Keep mine</strong> puts yours on top; <strong>Leave out</strong> lets theirs stand.`}</span></p>`
        : nothing}
      ${change.kind === "secret" ? html`<p class="told">${icon("key")} ${this.secretWords(change)}</p>` : nothing}
      ${change.kind === "environment value" ? html`<p class="told">Its content for each environment is shown below.</p>` : nothing}
      ${mine.map((file) => sideBySide(file))}
    </section>`;
  }

  private secretWords(change: Change): string {
    const line = secretLines(this.diffs ?? []).find((one) => one.name === change.name);
    if (change.action === "created") return "A new secret. Its content is never shown.";
    if (change.action === "deleted") return "The secret and its content are deleted.";
    return change.content_changed || line?.what.includes("content") ? "Content changed. Neither the old nor the new one is shown." : "Renamed; the content stays.";
  }

  private tag(environment: { before: string; after: string; conflict: string | null }) {
    return html`<section class="card change ${environment.conflict ? "conflict" : ""}" aria-label="Environment">
      <div class="card-head">
        <span class="chip value">Changed</span>
        <h2>Environment</h2>
        <span class="soft">${tagName(environment.before as never)} → ${tagName(environment.after as never)}</span>
        <span class="spring"></span>
        <button class="button quiet small" @click=${this.leaveTag}>${icon("undo")} Leave out</button>
      </div>
      ${environment.conflict ? html`<p class="note warn">${icon("warning")}<span>It ${environment.conflict}.</span></p>` : nothing}
    </section>`;
  }

  private nothingToReview() {
    return html`<div class="page"><div class="empty">
      ${icon("layers")}
      <h1>Nothing to review</h1>
      <p>Changes that you make wait here in a draft, seen by nobody else, until you deploy them.</p>
      <a class="button" href=${href("values", this.opened.id)}>To the values</a>
    </div></div>`;
  }
}
