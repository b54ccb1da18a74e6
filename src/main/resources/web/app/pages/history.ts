import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { type ItemKind, linesOf, readChanges, readVersion, restore } from "../api/history";
import { isGone, isStale, message } from "../api/http";
import { session } from "../api/session";
import type { ItemChange } from "../api/types";
import { icon } from "../parts/icons";
import { Following } from "../parts/page";
import { toasts } from "../parts/toasts";
import { href } from "../router";
import { changeCard, type Difference, type Other } from "./history/card";
import { words } from "./history/words";

/** How many changes are read at a time. */
const PAGE = 25;

/** The deployed changes of one item. Of a secret only who changed it when. */
@customElement("v-history")
export class ItemHistory extends Following {
  @property() item = "";
  @property() of = "";
  @state() private changes: ItemChange[] | null = null;
  @state() private more = false;
  /** The revision whose difference is shown, and what it is compared with. */
  @state() private shown = 0;
  @state() private other: Other = "before";
  @state() private difference: Difference | null = null;
  private loaded = "";

  private get kind(): ItemKind | null {
    return this.of in words.kinds ? (this.of as ItemKind) : null;
  }

  protected override updated() {
    const wanted = [this.opened.id, this.of, this.item, this.opened.newest?._id].join();
    if (wanted === this.loaded) return;
    this.loaded = wanted;
    this.shown = 0;
    void this.load();
  }

  private async load(before?: number) {
    const kind = this.kind;
    if (!kind) return;
    try {
      const page = await readChanges(this.opened, kind, this.item, PAGE, before);
      this.changes = before ? [...this.changes!, ...page] : page;
      this.more = page.length === PAGE;
      this.problem = "";
    } catch (problem) {
      // It exists in the person's draft only.
      if (isGone(problem) && this.opened.changeOf(this.item)) this.changes = [];
      else this.problem = message(problem);
    }
  }

  private async show(revision: number, other: Other) {
    this.shown = revision;
    this.other = other;
    this.difference = null;
    if (!revision) return;
    try {
      const difference = await this.differ(revision, other);
      if (this.shown === revision && this.other === other) this.difference = difference;
    } catch (problem) {
      toasts.fail(problem);
    }
  }

  /** The older version comes first. */
  private async differ(revision: number, other: Other): Promise<Difference> {
    const mine = await this.linesIn(revision);
    const title = words.deployment(revision);
    if (other === "now") return { before: mine, after: await this.linesNow(), titles: [title, words.now] };
    const place = this.changes!.findIndex((change) => change.revision === revision);
    const against = other === "before" ? await this.revisionBefore(place) : other;
    const none = this.changes![place]!.action === "created" ? words.empty : words.unkept;
    const theirs = against ? await this.linesIn(against) : none;
    const theirTitle = against ? words.deployment(against) : words.before;
    return against > revision
      ? { before: mine, after: theirs, titles: [title, theirTitle] }
      : { before: theirs, after: mine, titles: [theirTitle, title] };
  }

  /** The revision of the change before one; 0 if there is none. */
  private async revisionBefore(place: number): Promise<number> {
    if (place === this.changes!.length - 1 && this.more) await this.load(this.changes![place]!.revision);
    return this.changes![place + 1]?.revision ?? 0;
  }

  private async linesIn(revision: number): Promise<string> {
    const change = this.changes!.find((one) => one.revision === revision);
    if (change?.action === "deleted") return words.empty;
    return linesOf(await readVersion(this.opened, this.kind as "value" | "environment", this.item, revision));
  }

  private async linesNow(): Promise<string> {
    try {
      return linesOf(await readVersion(this.opened, this.kind as "value" | "environment", this.item));
    } catch (problem) {
      if (isGone(problem)) return words.empty;
      throw problem;
    }
  }

  private readonly restore = (change: ItemChange) =>
    this.work(async () => {
      const kind = this.kind as "value" | "environment";
      try {
        const version = await readVersion(this.opened, kind, this.item, change.revision);
        await restore(this.opened, this.item, version);
        toasts.say(words.restored(change.name, change.revision, !!this.opened.draft));
        if (this.shown && this.other === "now") await this.show(this.shown, "now");
      } catch (problem) {
        if (isStale(problem)) throw new Error(words.changedMeanwhile, { cause: problem });
        throw problem;
      }
    });

  protected override render() {
    const { kind, changes } = this;
    if (!kind) return html`<div class="page"><p class="empty">${words.unknown}</p></div>`;
    const listed = [...this.opened.values, ...this.opened.secrets].find((one) => one._id === this.item);
    const name = listed?.name ?? changes?.[0]?.name ?? this.opened.changeOf(this.item)?.name ?? "";
    const draft = this.opened.changeOf(this.item);
    const page = kind === "environment" ? "environments" : "values";
    return html`<div class="page">
      <div class="page-head">
        <h1 class="break">${words.title} <span class="mono">${name}</span></h1>
        <a class="button" href=${href(page, this.opened.id, listed?._id)}>${listed ? words.open : words.back[kind]}</a>
      </div>
      ${kind === "secret" ? html`<p class="note">${icon("info")}<span>${words.secretNote}</span></p>` : nothing}
      ${draft ? html`<p class="note">${icon("info")}<span>${words.inDraft(draft.action)}</span></p>` : nothing}
      ${this.problem ? html`<p class="note bad" role="alert">${this.problem}</p>` : nothing}
      ${changes?.length === 0 ? html`<p class="empty">${words.none}</p>` : nothing}
      <ol class="history">
        ${changes?.map((change, place) => this.card(change, place))}
      </ol>
      ${this.more ? html`<div><button class="button" @click=${() => this.load(changes!.at(-1)!.revision)}>${words.older}</button></div>` : nothing}
    </div>`;
  }

  private card(change: ItemChange, place: number) {
    const { revision, action } = change;
    const isReadable = this.kind !== "secret";
    const isNow = place === 0 && !this.opened.changeOf(this.item);
    const mayRestore = isReadable && session.mayWrite && action !== "deleted" && !isNow;
    return changeCard({
      opened: this.opened,
      change,
      isNewest: place === 0 && action !== "deleted",
      isReadable,
      isOpen: this.shown === revision,
      difference: this.difference,
      other: this.other,
      revisions: this.changes!.map((one) => one.revision).filter((one) => one !== revision),
      restore: !mayRestore ? "" : this.opened.deploysAtOnce ? words.restoreNow : words.restore,
      working: this.working,
      onToggle: () => void this.show(this.shown === revision ? 0 : revision, "before"),
      onCompare: (other) => void this.show(revision, other),
      onRestore: () => void this.restore(change),
    });
  }
}
