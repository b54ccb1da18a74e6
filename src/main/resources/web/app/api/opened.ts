import { tagName } from "../parts/tags";
import { ApiError, get, getTagged, isStale, write } from "./http";
import { session } from "./session";
import type { ApiKey, App, Change, Decisions, Deployment, Draft, DraftChanges, Secret, Tag, Value } from "./types";

/** How often a page that is looked at asks whether somebody else has deployed. */
const LOOK_EVERY_MS = 6_000;

/**
 * The app whose pages are shown, as its person sees it: the newest deployment, or the base of their draft with the draft
 * on top. The pages read it and follow it; whatever they change goes through {@link change}.
 */
export class OpenedApp extends EventTarget {
  app: App | null = null;
  values: Value[] = [];
  secrets: Secret[] = [];
  /** Values whose secret is gone, with the name it had. */
  missing = new Map<string, string>();
  /** The console's own draft. */
  draft: Draft | null = null;
  /** Drafts that the same person has open by other kinds of clients. */
  elsewhere: Draft[] = [];
  changes: DraftChanges | null = null;
  newest: Deployment | null = null;
  /** Made by somebody else since the page was loaded, and not yet noticed. */
  news: Deployment | null = null;
  draftsOff = false;
  private appEtag = "";
  private keys = new Map<string, string>();
  private timer: ReturnType<typeof setInterval> | undefined;
  private loading: Promise<void> | null = null;
  private next: Promise<void> | null = null;

  constructor(readonly id: string) {
    super();
  }

  path(rest = ""): string {
    return `/groups/${session.project}/apps/${this.id}${rest}`;
  }

  async open(): Promise<void> {
    this.timer = setInterval(() => {
      if (!document.hidden && !session.expired) void this.look().catch(() => undefined);
    }, LOOK_EVERY_MS);
    await this.reload();
  }

  close(): void {
    clearInterval(this.timer);
  }

  /** Reads everything again; calls while it reads share the one after it. */
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
    const [app, config, values, secrets, missing, drafts, mine, deployments, keys] = await Promise.all([
      getTagged<App>(this.path()),
      get<{ ui_drafts_disabled: boolean }>(this.path("/deploy/config")),
      get<Value[]>(this.path("/values")),
      get<Secret[]>(this.path("/secrets")),
      get<{ name: string; linked_from: string[] }[]>(this.path("/secrets/missing")),
      get<Draft[]>(this.path("/drafts")),
      this.readMine(),
      get<Deployment[]>(this.path("/deployments?limit=1")),
      get<ApiKey[]>(`/groups/${session.project}/api_keys`).catch(() => []),
    ]);
    this.app = app.item;
    this.appEtag = app.etag;
    this.draftsOff = config.ui_drafts_disabled;
    this.values = values;
    this.secrets = secrets;
    this.missing = new Map(missing.flatMap((secret) => secret.linked_from.map((value) => [value, secret.name])));
    this.draft = drafts[0] ?? null;
    this.elsewhere = mine?.filter((draft) => draft.kind !== "UI" && draft._id !== this.draft?._id) ?? [];
    this.changes = this.draft ? await get(this.path(`/drafts/${this.draft._id}/changes`)) : null;
    this.newest = deployments[0] ?? null;
    this.news = null;
    this.keys = new Map(keys.map((key) => [key._id, key.name || key.public_key]));
    this.told();
  }

  /** Whether somebody has deployed meanwhile. It is told, and the tables follow; what is being typed stays. */
  private async look(): Promise<void> {
    const [[newest], mine] = await Promise.all([get<Deployment[]>(this.path("/deployments?limit=1")), this.readMine()]);
    const shown = [...(this.draft ? [this.draft] : []), ...this.elsewhere];
    const sameDrafts = !mine || sorted(mine) === sorted(shown);
    if (!newest || newest._id === this.newest?._id) {
      // Another tab or another client has opened, deployed or discarded a draft.
      if (!sameDrafts) await this.reload();
      return;
    }
    const others = newest.user_id !== session.profile?.user_id || newest.origin !== "UI";
    await this.reload();
    this.news = others ? newest : null;
    this.told();
  }

  /** This person's drafts of every kind; null if they could not be read: the page is shown without them, too. */
  private async readMine(): Promise<Draft[] | null> {
    const all = await get<Draft[]>(this.path("/drafts?all=true")).catch(() => null);
    return all?.filter((draft) => draft.user_id === session.profile?.user_id) ?? null;
  }

  seen(): void {
    this.news = null;
    this.told();
  }

  /** Makes changes, in a draft where this app has its people draft; then everything shows them. */
  async change<T>(make: () => Promise<T>): Promise<T> {
    const opened = await this.ensureDraft();
    try {
      const made = await make();
      await this.reload();
      return made;
    } catch (problem) {
      await this.reload().catch(() => undefined);
      // A draft that was opened for what was then refused would only hold back what others deploy.
      if (opened && this.draft && this.pending === 0) await this.discard().catch(() => undefined);
      throw problem;
    }
  }

  /** Returns whether it opened one. */
  private async ensureDraft(): Promise<boolean> {
    if (this.draftsOff) return false;
    // Another tab may have deployed or discarded it: without one, the change would be live at once.
    this.draft = (await get<Draft[]>(this.path("/drafts")))[0] ?? null;
    if (this.draft) return false;
    try {
      this.draft = await write<Draft>("POST", this.path("/drafts"));
      return true;
    } catch (problem) {
      // Another tab was first; its draft is this person's, too.
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

  /** Moves the draft's base to the newest revision; with decisions where its changes are in conflict with that. */
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

  /** How many changes wait in the draft. */
  get pending(): number {
    return this.changes ? this.changes.items.length + (this.changes.environment ? 1 : 0) : 0;
  }

  /** What the draft does to an item, if anything. */
  changeOf(id: string): Change | undefined {
    return this.changes?.items.find((change) => change._id === id);
  }

  /** The name of who did something: of their API key, or that it is gone. */
  who(user: string | null | undefined): string {
    if (!user) return "";
    if (user === session.profile?.user_id) return "you";
    return this.keys.get(user) ?? "a deleted key";
  }

  private told(): void {
    this.dispatchEvent(new Event("change"));
  }
}

function sorted(drafts: Draft[]): string {
  return drafts
    .map((draft) => draft._id)
    .sort()
    .join();
}
