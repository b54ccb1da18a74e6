import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { ApiError, get, message, write } from "../api/http";
import type { Change, Deployment, InTheWay, TagChange } from "../api/types";
import { behindWords } from "../parts/draft-bar";
import { type FileDiff, fileDiffs, secretLines, sideBySide, title } from "../parts/diff";
import { icon } from "../parts/icons";
import { Following } from "../parts/page";
import { tagName } from "../parts/tags";
import { time } from "../parts/time";
import { toasts } from "../parts/toasts";
import { go, href } from "../router";

const WORDS = { created: "Added", deleted: "Removed", changed: "Changed" } as const;
const COLOURS = { created: "good", deleted: "bad", changed: "value" } as const;

type Side = "mine" | "theirs";

const NEWER =
  "There was another deployment in the meantime. Your draft was not moved. Check the conflicts below, then decide again.";

/** How many deployments may be between the draft's base and the newest for what they changed to be shown here. */
const LOOKED_BACK = 100;

/** What the draft would change, item by item, and the button that makes it so. */
@customElement("v-review")
export class Review extends Following {
  @state() private diffs: string[] | null = null;
  /** What was deployed after the draft's base. */
  @state() private deployed: string[] = [];
  /** Which side stays, by the conflict's id. */
  @state() private sides = new Map<string, Side>();
  /** The newest revision when they were chosen: a newer one may have changed the same items once more. */
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
      this.diffs = (await get<{ diffs: string[] }>(this.opened.path(`/drafts/${this.opened.draft._id}/diff`))).diffs;
      this.deployed = this.conflicts.length ? await this.readDeployed().catch(() => []) : [];
    } catch (problem) {
      // Deployed or discarded in another tab: what is shown then says so.
      if (!(problem instanceof ApiError && problem.code === "DraftNotFound")) this.problem = message(problem);
      else await this.opened.reload();
    }
  }

  /** What is in the way of the draft, each with the name of the item. */
  private get conflicts(): (InTheWay & { name: string })[] {
    const { items, environment } = this.opened.changes!;
    const tag = environment ? [{ ...environment, name: "Environment" }] : [];
    return [...items, ...tag].filter((one) => one.conflict);
  }

  /** The difference from the draft's base to the newest deployment; nothing if the base has no deployment any more. */
  private async readDeployed(): Promise<string[]> {
    const { base, revision } = this.opened.changes!;
    const list = await get<Deployment[]>(this.opened.path(`/deployments?limit=${LOOKED_BACK}`));
    const [from, to] = [base, revision].map((wanted) =>
      list.find((one) => one.status === "successful" && one.revision === wanted),
    );
    if (!from || !to) return [];
    return (await get<{ diffs: string[] }>(this.opened.path(`/deployments/${to._id}/diff?from=${from._id}`))).diffs;
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

  private leaveTag = () => this.work(() => this.opened.setEnvironment(this.opened.changes!.environment!.before));

  private choose(conflict: InTheWay, side: Side) {
    this.sides = new Map(this.sides).set(conflict.conflict_id!, side);
  }

  /** Moves the draft to the newest revision, with what was decided about each conflict. */
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
    const changes = this.opened.changes;
    if (!this.opened.draft || !changes || this.opened.pending === 0) return this.nothingToReview();
    const conflicts = this.conflicts.length;
    const before = this.opened.behind ? `Revision ${changes.base}` : "Deployed now";
    const files = fileDiffs(this.diffs ?? []);
    const shared = files.filter((file) => file.path.startsWith("environments/") || file.path === "realm_config.json");
    return html`<div class="page">
      <div class="page-head">
        <h1 tabindex="-1">Review</h1>
        <span class="soft">${this.opened.pending === 1 ? "1 change" : `${this.opened.pending} changes`}</span>
      </div>
      ${this.problem ? html`<p class="note bad" role="alert">${icon("warning")}<span class="break">${this.problem}</span></p>` : nothing}
      ${conflicts ? this.conflictNote(conflicts) : this.opened.behind ? this.behindNote() : nothing}
      ${changes.items.filter((change) => change.kind !== "environment value").map((change) => this.change(change, files, before))}
      ${changes.items.filter((change) => change.kind === "environment value").map((change) => this.change(change, [], before))}
      ${changes.environment ? this.tag(changes.environment) : nothing}
      ${
        shared.length
          ? shared.map(
              (file) =>
                html`<section class="card change">
                  <div class="card-head"><h2>${title(file.path)}</h2></div>
                  ${sideBySide(file, before, "Your draft")}
                </section>`,
            )
          : nothing
      }
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
          ${icon("deploy")}<span
            >Deploy ${this.opened.pending === 1 ? "1 change" : `${this.opened.pending} changes`}</span
          >
        </button>
      </form>
    </div>`;
  }

  private conflictNote(count: number) {
    const decided = this.conflicts.filter((conflict) => this.sides.has(conflict.conflict_id!)).length;
    return html`<div class="note warn">
      ${icon("warning")}
      <div>
        <strong role="alert"
          >${count === 1 ? "One change is" : `${count} changes are`} in conflict with a newer deployment.</strong
        >
        <span>
          Choose below for ${count === 1 ? "it" : "each"} whether to keep yours or take theirs. Then apply your choices:
          that moves your draft to the newest revision. Nothing is deployed yet.
        </span>
        <span class="small" role="status">${decided} of ${count} decided</span>
      </div>
      <button class="button small" ?disabled=${decided < count} aria-busy=${this.working} @click=${this.move}>
        <span>Apply choices</span>
      </button>
    </div>`;
  }

  private behindNote() {
    return html`<div class="note" role="status">
      ${icon("info")}
      <div>
        <strong>${behindWords(this.opened.behind)}</strong>
        <span class="soft">
          ${
            this.opened.behind === 1
              ? "Your draft does not include it yet. It changed nothing that your draft changes."
              : "Your draft does not include them yet. They changed nothing that your draft changes."
          }
        </span>
      </div>
      <button class="button small" aria-busy=${this.working} @click=${this.move}>
        <span>Move to the newest</span>
      </button>
    </div>`;
  }

  /** What is in the way of a change, and which side should stay. */
  private decision(conflict: InTheWay, name: string, files: FileDiff[]) {
    const id = conflict.conflict_id!;
    const by = conflict.conflicting_user;
    const sides: [Side, string, string][] = [
      ["mine", "Keep mine", "your change stays in the draft, on top of what is deployed"],
      ["theirs", "Take theirs", "your change is dropped from the draft"],
    ];
    return html`<div class="note warn">
        ${icon("warning")}
        <div>
          <span>
            It
            ${conflict.conflict}${by ? html`, by <strong>${this.opened.who(by)}</strong>` : nothing}${
              conflict.conflicting_at ? html`, ${time(conflict.conflicting_at)}` : nothing
            }.
          </span>
          <fieldset class="stack tight">
            <legend class="unseen">Conflict of ${name}</legend>
            ${sides.map(
              ([side, title, what]) =>
                html`<label class="check"
                  ><input
                    type="radio"
                    name="conflict-${id}"
                    aria-label=${title}
                    aria-describedby="conflict-${id}-${side}"
                    .checked=${this.sides.get(id) === side}
                    @change=${() => this.choose(conflict, side)}
                  /><span><strong>${title}</strong>: <span id="conflict-${id}-${side}">${what}</span></span></label
                >`,
            )}
          </fieldset>
        </div>
      </div>
      ${files.map(
        (file) =>
          html`<p class="told">What ${this.opened.who(by) || "somebody"} deployed:</p>
            ${sideBySide(file, `Revision ${this.opened.changes!.base}`, "Deployed now", `What was deployed of ${title(file.path)}`)}
            <p class="told">What your draft changes:</p>`,
      )}`;
  }

  private change(change: Change, files: FileDiff[], before: string) {
    const named = (of: FileDiff[]) =>
      change.kind === "value" || change.kind === "file"
        ? of.filter((file) =>
            [change.name, change.previous_name].some(
              (name) => name && (file.path === name || file.path === `values/${name}.json`),
            ),
          )
        : [];
    const mine = named(files);
    const words = change.previous_name ? "Renamed" : WORDS[change.action];
    return html`<section
      class="card change ${change.conflict ? "conflict" : ""}"
      aria-labelledby="change-${change._id}"
    >
      <div class="card-head">
        <span class="chip ${COLOURS[change.action]}">${words}</span>
        <h2 id="change-${change._id}" class="break">
          ${change.previous_name ? html`<s class="soft">${change.previous_name}</s> ` : nothing}${change.name}
        </h2>
        <span class="soft small">${change.kind}</span>
        <span class="spring"></span>
        <button class="button quiet small" aria-label="Leave out ${change.name}" @click=${() => this.leaveOut(change)}>
          ${icon("undo")} Leave out
        </button>
      </div>
      ${change.conflict ? this.decision(change, change.name, named(fileDiffs(this.deployed))) : nothing}
      ${change.kind === "secret" ? html`<p class="told">${icon("key")} ${this.secretWords(change)}</p>` : nothing}
      ${change.kind === "environment value" ? html`<p class="told">Its content for each environment is shown below.</p>` : nothing}
      ${mine.map((file) => sideBySide(file, before, "Your draft"))}
    </section>`;
  }

  private secretWords(change: Change): string {
    const line = secretLines(this.diffs ?? []).find((one) => one.name === change.name);
    if (change.action === "created") return "A new secret. Its content is never shown.";
    if (change.action === "deleted") return "The secret and its content are deleted.";
    return change.content_changed || line?.what.includes("content")
      ? "Content changed. Neither the old nor the new one is shown."
      : "Renamed; the content stays.";
  }

  private tag(environment: TagChange) {
    return html`<section class="card change ${environment.conflict ? "conflict" : ""}" aria-label="Environment">
      <div class="card-head">
        <span class="chip value">Changed</span>
        <h2>Environment</h2>
        <span class="soft">${tagName(environment.before)} → ${tagName(environment.after)}</span>
        <span class="spring"></span>
        <button class="button quiet small" @click=${this.leaveTag}>${icon("undo")} Leave out</button>
      </div>
      ${environment.conflict ? this.decision(environment, "the environment", []) : nothing}
    </section>`;
  }

  private nothingToReview() {
    return html`<div class="page">
      <div class="empty">
        ${icon("layers")}
        <h1>Nothing to review</h1>
        <p>Changes that you make wait here in a draft until you deploy them. Nobody else sees them.</p>
        <a class="button" href=${href("values", this.opened.id)}>To the values</a>
      </div>
    </div>`;
  }
}
