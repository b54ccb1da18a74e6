import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { draftContents, type ReadContents } from "../api/changes";
import { ApiError } from "../api/http";
import { write } from "../api/requests";
import type { Change, Conflict, Deployment, Draft } from "../api/types";
import "../parts/change-list";
import type { ShownChange } from "../parts/change-card";
import { icon } from "../parts/icons";
import { Following } from "../parts/page";
import { tagCard } from "../parts/tag-card";
import { toasts } from "../parts/toasts";
import { go, href } from "../router";
import { conflictsOf, type Deployed, readDeployed } from "./review/conflicts";
import { decision, type Side } from "./review/decision";
import { leaveOut, leaveOutTag } from "./review/leave-out";
import { behindNote, conflictNote, nothingToReview } from "./review/notes";
import { words } from "./review/words";

/** Shows what the draft changes, item by item, and deploys it. */
@customElement("v-review")
export class Review extends Following {
  /** What was deployed after the draft's base about the items in conflict, by id. */
  @state() private deployed = new Map<string, Deployed>();
  /** Which side stays, by the conflict's id. */
  @state() private sides = new Map<string, Side>();
  /** The newest revision when they were chosen. A newer one may have changed the same items again. */
  private decidedAt = 0;
  private shown: unknown = null;
  private items: Change[] = [];
  private read: ReadContents | null = null;

  protected override willUpdate() {
    const { changes, draft } = this.opened;
    if (!changes || !draft || changes === this.shown) return;
    this.shown = changes;
    this.read = draftContents(this.opened, draft._id);
    // Conflicts come first, since they must be decided.
    this.items = [...changes.items].sort((one, other) => Number(!!other.conflict) - Number(!!one.conflict));
    if (changes.revision !== this.decidedAt) {
      this.decidedAt = changes.revision;
      if (this.sides.size && this.conflicts.length) this.problem = words.newer;
      this.sides = new Map();
    }
    if (this.conflicts.length) void this.readDeployed();
  }

  /** Without it, the conflicts can be decided all the same. */
  private async readDeployed() {
    this.deployed = await readDeployed(this.opened).catch(() => new Map<string, Deployed>());
  }

  /** The typed name of the deployment. It outlasts a visit to another page, and a reload of this one. */
  private get name(): string {
    return sessionStorage.getItem(nameKey(this.opened.draft!)) ?? "";
  }

  private get conflicts() {
    return conflictsOf(this.opened.changes!);
  }

  private who = (user: string | null) => this.opened.who(user);

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
      sessionStorage.removeItem(nameKey(draft));
      toasts.say(words.deployed(deployed.revision));
      go(href("deployments", this.opened.id, deployed._id));
    } else {
      await this.updateComplete;
      this.querySelector("[role=alert]")?.scrollIntoView({ block: "center" });
    }
  };

  private leaveOut = async (change: ShownChange) => {
    const full = this.opened.changes!.items.find((one) => one._id === change._id)!;
    await this.work(() => leaveOut(this.opened, full));
    await this.focusHeading();
  };

  private leaveTag = async () => {
    await this.work(() => leaveOutTag(this.opened, words.environmentConflict));
    await this.focusHeading();
  };

  /** The card that had the focus may be gone. */
  private async focusHeading() {
    await this.updateComplete;
    if (document.activeElement === document.body) this.querySelector<HTMLElement>("h1")?.focus();
  }

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
      this.problem = words.newer;
    } else if (done) toasts.say(words.moved(this.opened.draft?.base));
    await this.updateComplete;
    if (done && !newer) this.querySelector<HTMLElement>("h1")?.focus();
    else this.querySelector("[role=alert]")?.scrollIntoView({ block: "center" });
  };

  protected override render() {
    const { changes, behind, pending } = this.opened;
    if (!this.opened.draft || !changes || pending === 0) return nothingToReview(this.opened.id);
    const count = words.changes(pending);
    const { environment } = changes;
    const question = environment && this.question(environment, words.environmentConflict, undefined);
    return html`<div class="page">
      <div class="page-head">
        <h1 tabindex="-1">${words.title}</h1>
        <span class="soft">${count}</span>
      </div>
      ${this.problem ? html`<p class="note bad" role="alert">${icon("warning")}<span class="break">${this.problem}</span></p>` : nothing}
      ${this.note()} ${environment ? tagCard(environment, question, () => void this.leaveTag()) : nothing}
      <v-change-list
        .changes=${this.items}
        .read=${this.read!}
        .beforeTitle=${behind ? words.revision(changes.base) : words.deployedNow}
        .afterTitle=${words.yourDraft}
        .who=${this.who}
        .above=${(change: ShownChange) => this.question(change as Change, change.name, this.deployed.get(change._id))}
        .onLeaveOut=${this.leaveOut}
      ></v-change-list>
      ${this.deployForm(count)}
    </div>`;
  }

  private note() {
    const conflicts = this.conflicts;
    const move = { isWorking: this.working, onMove: this.move };
    if (!conflicts.length) return this.opened.behind ? behindNote(this.opened.behind, move) : nothing;
    const decided = conflicts.filter((conflict) => this.sides.has(conflict.conflict_id!)).length;
    return conflictNote(conflicts.length, decided, move);
  }

  /** Asks which version stays, if the change is in conflict. */
  private question(conflict: Conflict, name: string, deployed: Deployed | undefined) {
    if (!conflict.conflict) return nothing;
    return decision({
      conflict,
      name,
      chosen: this.sides.get(conflict.conflict_id!),
      deployed,
      base: this.opened.changes!.base,
      who: this.who,
      onChoose: (side) => (this.sides = new Map(this.sides).set(conflict.conflict_id!, side)),
    });
  }

  private deployForm(count: string) {
    return html`<form class="deploy-box" @submit=${this.deploy}>
      <div class="field">
        <label for="deployment-name">${words.name} <span class="soft">${words.optional}</span></label>
        <input
          class="input"
          id="deployment-name"
          maxlength="100"
          autocomplete="off"
          placeholder=${words.nameHint}
          .value=${this.name}
          @input=${(event: InputEvent) => sessionStorage.setItem(nameKey(this.opened.draft!), (event.target as HTMLInputElement).value)}
        />
      </div>
      <button class="button primary" ?disabled=${this.conflicts.length > 0} aria-busy=${this.working}>
        ${icon("deploy")}<span>${words.deploy(count)}</span>
      </button>
    </form>`;
  }
}

function nameKey({ _id }: Draft): string {
  return `valise.deployment-name.${_id}`;
}
