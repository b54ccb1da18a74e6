import { ApiError, get, write } from "./http";
import { session } from "./session";
import type { ApiKey, App, Change, Deployment, Draft, DraftChanges, Secret, Value } from "./types";

/** How often a page that is looked at asks whether somebody else has deployed. */
const LOOK_EVERY_MS = 6_000;

/**
 * The app whose pages are shown, as its person sees it: the newest deployment with their draft on top. The pages read
 * it and follow it; whatever they change goes through {@link change}.
 */
export class OpenedApp extends EventTarget {
  app: App | null = null;
  values: Value[] = [];
  secrets: Secret[] = [];
  /** Values whose secret is gone, with the name it had. */
  missing = new Map<string, string>();
  draft: Draft | null = null;
  changes: DraftChanges | null = null;
  newest: Deployment | null = null;
  /** Made by somebody else since the page was loaded, and not yet noticed. */
  news: Deployment | null = null;
  draftsOff = false;
  private keys = new Map<string, string>();
  private timer: ReturnType<typeof setInterval> | undefined;
  private loading: Promise<void> | null = null;

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
  async reload(): Promise<void> {
    this.loading ??= this.read().finally(() => (this.loading = null));
    await this.loading;
  }

  private async read(): Promise<void> {
    const [app, config, values, secrets, missing, drafts, deployments, keys] = await Promise.all([
      get<App>(this.path()),
      get<{ ui_drafts_disabled: boolean }>(this.path("/deploy/config")),
      get<Value[]>(this.path("/values")),
      get<Secret[]>(this.path("/secrets")),
      get<{ name: string; linked_from: string[] }[]>(this.path("/secrets/missing")),
      get<Draft[]>(this.path("/drafts")),
      get<Deployment[]>(this.path("/deployments?limit=1")),
      get<ApiKey[]>(`/groups/${session.project}/api_keys`).catch(() => []),
    ]);
    this.app = app;
    this.draftsOff = config.ui_drafts_disabled;
    this.values = values;
    this.secrets = secrets;
    this.missing = new Map(missing.flatMap((secret) => secret.linked_from.map((value) => [value, secret.name])));
    this.draft = drafts[0] ?? null;
    this.changes = this.draft ? await get(this.path(`/drafts/${this.draft._id}/changes`)) : null;
    this.newest = deployments[0] ?? null;
    this.news = null;
    this.keys = new Map(keys.map((key) => [key._id, key.name || key.public_key]));
    this.told();
  }

  /** Whether somebody has deployed meanwhile. It is told, and the tables follow; what is being typed stays. */
  private async look(): Promise<void> {
    const [newest] = await get<Deployment[]>(this.path("/deployments?limit=1"));
    if (!newest || newest._id === this.newest?._id) return;
    const others = newest.user_id !== session.profile?.user_id || newest.origin !== "UI";
    await this.reload();
    this.news = others ? newest : null;
    this.told();
  }

  seen(): void {
    this.news = null;
    this.told();
  }

  /** Makes changes, in a draft where this app has its people draft; then everything shows them. */
  async change<T>(make: () => Promise<T>): Promise<T> {
    await this.ensureDraft();
    try {
      return await make();
    } finally {
      await this.reload();
    }
  }

  private async ensureDraft(): Promise<void> {
    if (this.draftsOff || this.draft) return;
    try {
      this.draft = await write<Draft>("POST", this.path("/drafts"));
    } catch (problem) {
      // Another tab was first; its draft is this person's, too.
      if (!(problem instanceof ApiError) || problem.code !== "DraftAlreadyExists") throw problem;
    }
  }

  async discard(): Promise<void> {
    if (this.draft) await write("DELETE", this.path(`/drafts/${this.draft._id}`));
    await this.reload();
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
