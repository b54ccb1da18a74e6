import { ApiError, isStale } from "./http";
import { write } from "./requests";
import { session } from "./session";
import { appPath, areSame, readAllDrafts, readDrafts, readNewest, readSnapshot, type Snapshot } from "./snapshot";
import { tagName } from "./tags";
import type { App, Change, Decisions, Deployment, Draft, DraftChanges, Secret, Tag, Value } from "./types";
import { Watch } from "./watch";

const DRAFT_CLOSED =
  "Your draft was deployed or discarded elsewhere, so this change would be deployed at once. Nothing was saved. Save again to deploy it.";

/**
 * The app whose pages are shown, as its person sees it: the newest deployment, or the base of their draft with the
 * draft's changes on top. The pages read it and follow it, and make their changes through {@link change}.
 */
export class OpenedApp extends EventTarget implements Omit<Snapshot, "app" | "appEtag"> {
  app: App | null = null;
  values: Value[] = [];
  secrets: Secret[] = [];
  missing = new Map<string, string>();
  draft: Draft | null = null;
  elsewhere: Draft[] = [];
  changes: DraftChanges | null = null;
  newest: Deployment | null = null;
  /** A deployment that somebody else made since the page was loaded; null once the person has seen it. */
  news: Deployment | null = null;
  draftsOff = false;
  private appEtag = "";
  /** The names of the project's API keys, by id. */
  keys = new Map<string, string>();
  private watch: Watch | undefined;
  private loading: Promise<void> | null = null;
  private next: Promise<void> | null = null;

  constructor(readonly id: string) {
    super();
  }

  path(rest = ""): string {
    return appPath(this.id, rest);
  }

  async open(): Promise<void> {
    this.watch ??= new Watch(this.id, { check: () => this.checkForNews(), reload: () => this.reload() });
    await this.reload();
  }

  close(): void {
    this.watch?.stop();
  }

  /** Reads everything again. Calls during a read share one more read after it. */
  reload(): Promise<void> {
    if (this.loading) {
      this.next ??= this.loading
        .catch(() => undefined)
        .then(() => {
          this.next = null;
          return this.reload();
        });
      return this.next;
    }
    return (this.loading = this.read().finally(() => (this.loading = null)));
  }

  private async read(): Promise<void> {
    const snapshot = await readSnapshot(this.id);
    this.app = snapshot.app;
    this.appEtag = snapshot.appEtag;
    this.draftsOff = snapshot.draftsOff;
    this.values = snapshot.values;
    this.secrets = snapshot.secrets;
    this.missing = snapshot.missing;
    this.draft = snapshot.draft;
    this.elsewhere = snapshot.elsewhere;
    this.changes = snapshot.changes;
    this.newest = snapshot.newest;
    this.news = null;
    this.keys = snapshot.keys;
    this.notify();
  }

  /** Reloads if somebody else has deployed, or a draft was opened, changed or closed elsewhere. Text being typed stays. */
  private async checkForNews(): Promise<void> {
    const [newest, mine] = await Promise.all([readNewest(this.id), readAllDrafts(this.id)]);
    const shown = [...(this.draft ? [this.draft] : []), ...this.elsewhere];
    const sameDrafts = !mine || areSame(mine, shown);
    if (!newest || newest._id === this.newest?._id) {
      if (!sameDrafts) await this.reload();
      return;
    }
    const others = newest.user_id !== session.profile?.user_id || newest.origin !== "UI";
    await this.reload();
    this.news = others ? newest : null;
    this.notify();
  }

  /** Marks the news as seen. */
  seen(): void {
    this.news = null;
    this.notify();
  }

  /** Makes changes, in a draft unless this app's drafts are turned off, and reloads. */
  async change<T>(make: () => Promise<T>): Promise<T> {
    const opened = await this.ensureDraft();
    try {
      const made = await make();
      await this.reload();
      return made;
    } catch (problem) {
      await this.reload().catch(() => undefined);
      // An empty draft would only hide from the person what others deploy.
      if (opened && this.draft && this.pending === 0) await this.discard().catch(() => undefined);
      throw problem;
    }
  }

  /** Whether a change is deployed at once, since no draft is open and none will be. */
  get deploysAtOnce(): boolean {
    return this.draftsOff && !this.draft;
  }

  /** Returns whether it opened a draft. */
  private async ensureDraft(): Promise<boolean> {
    if (this.deploysAtOnce) return false;
    // Another tab may have deployed or discarded the draft. Without one, the change would be live at once.
    this.draft = (await readDrafts(this.id))[0] ?? null;
    if (this.draft) return false;
    if (this.draftsOff) throw new ApiError(0, "DraftClosed", DRAFT_CLOSED);
    try {
      this.draft = await write<Draft>("POST", this.path("/drafts"));
      return true;
    } catch (problem) {
      // Another tab opened one in the meantime, which is also this person's.
      if (!(problem instanceof ApiError) || problem.code !== "DraftAlreadyExists") throw problem;
      return false;
    }
  }

  /** Sets the active environment, unless somebody else has set it since it was read. */
  async setEnvironment(environment: Tag): Promise<void> {
    const etag = this.appEtag;
    try {
      await this.change(() => write("PUT", this.path("/environment"), { environment }, etag));
    } catch (problem) {
      if (!isStale(problem)) throw problem;
      const now = tagName(this.app!.environment);
      throw new ApiError(
        problem.status,
        problem.code,
        `Somebody changed the active environment after you opened this page: it is now ${now}. Your choice was not saved. Choose again to replace it.`,
      );
    }
  }

  /** Moves the draft's base to the newest revision. Takes a decision for each conflict, if there are conflicts. */
  async rebase(decisions?: Decisions): Promise<void> {
    try {
      await write("POST", this.path(`/drafts/${this.draft!._id}/rebase`), decisions ?? {});
    } finally {
      await this.reload();
    }
  }

  async discard(): Promise<void> {
    if (this.draft) await write("DELETE", this.path(`/drafts/${this.draft._id}`));
    await this.reload();
  }

  /** How many deployments came after the draft's base. */
  get behind(): number {
    return this.changes ? Math.max(0, this.changes.revision - this.changes.base) : 0;
  }

  /** How many changes the draft has. */
  get pending(): number {
    return this.changes ? this.changes.items.length + (this.changes.environment ? 1 : 0) : 0;
  }

  /** What the draft changes about an item, if anything. */
  changeOf(id: string): Change | undefined {
    return this.changes?.items.find((change) => change._id === id);
  }

  /** The name of a person, which is that of their API key; "you", "a deleted key", or empty for nobody. */
  who(user: string | null | undefined): string {
    if (!user) return "";
    if (this.isMe(user)) return "you";
    return this.keys.get(user) ?? "a deleted key";
  }

  isMe(user: string | null | undefined): boolean {
    return user === session.profile?.user_id;
  }

  private notify(): void {
    this.dispatchEvent(new Event("change"));
  }
}
