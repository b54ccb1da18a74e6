import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { ApiError, message } from "../api/http";
import { get, write } from "../api/requests";
import type { Change, Conflict, Deployment, Diff, Tag } from "../api/types";
import { type FileDiff, fileDiffs, secretLines } from "../parts/diff";
import { icon } from "../parts/icons";
import { Following } from "../parts/page";
import { toasts } from "../parts/toasts";
import { go, href } from "../router";
import { changeCard, filesOf, sharedCards, tagCard } from "./review/cards";
import { conflictsOf, readDeployed } from "./review/conflicts";
import { decision, type Side } from "./review/decision";
import { behindNote, conflictNote, nothingToReview } from "./review/notes";

const NEWER =
  "There was another deployment in the meantime. Your draft was not moved. Check the conflicts below, then decide again.";

/** Shows what the draft changes, item by item, and deploys it. */
@customElement("v-review")
export class Review extends Following {
  @state() private diffs: string[] | null = null;
  /** What was deployed after the draft's base. */
  @state() private deployed: string[] = [];
  /** Which side stays, by the conflict's id. */
  @state() private sides = new Map<string, Side>();
  /** The newest revision when they were chosen. A newer one may have changed the same items again. */
  private decidedAt = 0;
  private shown: unknown = null;
  private name = "";

  protected override updated() {
    const changes = this.opened.changes;
    if (!changes || changes === this.shown) return;
    this.shown = changes;
    if (changes.revision !== this.decidedAt) {
      this.decidedAt = changes.revision;
      if (this.sides.size && this.conflicts.length) this.problem = NEWER;
      this.sides = new Map();
    }
    void this.load();
  }

  private async load() {
    if (!this.opened.draft) return;
    try {
      this.diffs = (await get<Diff>(this.opened.path(`/drafts/${this.opened.draft._id}/diff`))).diffs;
      this.deployed = this.conflicts.length ? await readDeployed(this.opened).catch(() => []) : [];
    } catch (problem) {
      // If it was deployed or discarded in another tab, the page says so after the reload.
      if (!(problem instanceof ApiError && problem.code === "DraftNotFound")) this.problem = message(problem);
      else await this.opened.reload();
    }
  }

  private get conflicts() {
    return conflictsOf(this.opened.changes!);
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

  private leaveTag = () => this.work(() => this.opened.setEnvironment(this.opened.changes!.environment!.before as Tag));

  /** Moves the draft to the newest revision, with the decision about each conflict. */
  private move = async () => {
    const { revision } = this.opened.changes!;
    const ids = this.conflicts.map((conflict) => conflict.conflict_id!);
    const on = (side: Side) => ids.filter((id) => this.sides.get(id) === side);
    let newer = false;
    const done = await this.work(async () => {
      try {
        await this.opened.rebase(ids.length ? { revision, mine: on("mine"), theirs: on("theirs") } : undefined);
      } catch (problem) {
        if (!(problem instanceof ApiError) || problem.code !== "DraftConflict") throw problem;
        newer = true;
      }
    });
    if (newer) {
      this.sides = new Map();
      this.problem = NEWER;
    } else if (done) {
      toasts.say(
        `Your draft is now based on revision ${this.opened.draft?.base}. Check your changes, then deploy them.`,
      );
    }
    await this.updateComplete;
    if (done && !newer) this.querySelector<HTMLElement>("h1")?.focus();
    else this.querySelector("[role=alert]")?.scrollIntoView({ block: "center" });
  };

  protected override render() {
    const { changes, behind, pending } = this.opened;
    if (!this.opened.draft || !changes || pending === 0) return nothingToReview(this.opened.id);
    const count = pending === 1 ? "1 change" : `${pending} changes`;
    const files = fileDiffs(this.diffs ?? []);
    const before = behind ? `Revision ${changes.base}` : "Deployed now";
    return html`<div class="page">
      <div class="page-head">
        <h1 tabindex="-1">Review</h1>
        <span class="soft">${count}</span>
      </div>
      ${this.problem ? html`<p class="note bad" role="alert">${icon("warning")}<span class="break">${this.problem}</span></p>` : nothing}
      ${this.note()} ${this.changes(files, before)} ${sharedCards(files, before)} ${this.deployForm(count)}
    </div>`;
  }

  private note() {
    const conflicts = this.conflicts;
    const move = { isWorking: this.working, onMove: this.move };
    if (!conflicts.length) return this.opened.behind ? behindNote(this.opened.behind, move) : nothing;
    const decided = conflicts.filter((conflict) => this.sides.has(conflict.conflict_id!)).length;
    return conflictNote(conflicts.length, decided, move);
  }

  private changes(files: FileDiff[], before: string) {
    const { items, environment } = this.opened.changes!;
    // Environment values come last, next to the files that hold their contents.
    const isCell = (change: Change) => change.kind === "environment value";
    const ordered = [...items.filter((change) => !isCell(change)), ...items.filter(isCell)];
    const deployed = fileDiffs(this.deployed);
    const secrets = secretLines(this.diffs ?? []);
    return [
      ...ordered.map((change) =>
        changeCard({
          change,
          question: this.question(change, change.name, filesOf(change, deployed)),
          files: filesOf(change, files),
          secrets,
          before,
          onLeaveOut: () => void this.leaveOut(change),
        }),
      ),
      environment
        ? tagCard(environment, this.question(environment, "the environment", []), () => void this.leaveTag())
        : nothing,
    ];
  }

  /** Asks which version stays, if the change is in conflict. */
  private question(conflict: Conflict, name: string, files: FileDiff[]) {
    if (!conflict.conflict) return nothing;
    return decision({
      conflict,
      name,
      chosen: this.sides.get(conflict.conflict_id!),
      files,
      base: this.opened.changes!.base,
      who: (user) => this.opened.who(user),
      onChoose: (side) => (this.sides = new Map(this.sides).set(conflict.conflict_id!, side)),
    });
  }

  private deployForm(count: string) {
    return html`<form class="deploy-box" @submit=${this.deploy}>
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
      <button class="button primary" ?disabled=${this.conflicts.length > 0} aria-busy=${this.working}>
        ${icon("deploy")}<span>Deploy ${count}</span>
      </button>
    </form>`;
  }
}
