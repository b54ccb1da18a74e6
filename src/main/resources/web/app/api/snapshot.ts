import { get, getTagged } from "./requests";
import { session } from "./session";
import type { App, DeployConfig, Deployment, Draft, DraftChanges, Key, MissingSecret, Secret, Value } from "./types";

/** What the pages show of an app, as it was at one time. */
export interface Snapshot {
  app: App;
  appEtag: string;
  values: Value[];
  secrets: Secret[];
  /** Values whose secret no longer exists, with the name it had. */
  missing: Map<string, string>;
  /** The console's own draft. */
  draft: Draft | null;
  /** Drafts that the same person has open in other kinds of clients. */
  elsewhere: Draft[];
  changes: DraftChanges | null;
  newest: Deployment | null;
  draftsOff: boolean;
  /** The names of the project's API keys, by id. */
  keys: Map<string, string>;
}

/** The path of an app in the admin API, or of something in it. */
export function appPath(id: string, rest = ""): string {
  return `/groups/${session.project}/apps/${id}${rest}`;
}

export async function readSnapshot(id: string): Promise<Snapshot> {
  const [app, config, values, secrets, missing, { draft, changes }, mine, newest, keys] = await Promise.all([
    getTagged<App>(appPath(id)),
    get<DeployConfig>(appPath(id, "/deploy/config")),
    get<Value[]>(appPath(id, "/values")),
    get<Secret[]>(appPath(id, "/secrets")),
    get<MissingSecret[]>(appPath(id, "/secrets/missing")),
    readChanges(id),
    readAllDrafts(id),
    readNewest(id),
    get<Key[]>(`/groups/${session.project}/api_keys`).catch(() => []),
  ]);
  return {
    app: app.item,
    appEtag: app.etag,
    values,
    secrets,
    missing: new Map(missing.flatMap((secret) => secret.linked_from.map((value) => [value, secret.name]))),
    draft,
    elsewhere: mine?.filter((other) => other.kind !== "UI" && other._id !== draft?._id) ?? [],
    changes,
    newest,
    draftsOff: config.ui_drafts_disabled,
    keys: new Map(keys.map((key) => [key._id, key.name || key.public_key])),
  };
}

/** The console's own draft with its changes, which may be many: they are read at the same time as all else. */
async function readChanges(id: string): Promise<Pick<Snapshot, "draft" | "changes">> {
  const draft = (await readDrafts(id))[0] ?? null;
  return { draft, changes: draft && (await get<DraftChanges>(appPath(id, `/drafts/${draft._id}/changes`))) };
}

export async function readNewest(id: string): Promise<Deployment | null> {
  const [newest] = await get<Deployment[]>(appPath(id, "/deployments?limit=1"));
  return newest ?? null;
}

/** This person's drafts in the console. */
export function readDrafts(id: string): Promise<Draft[]> {
  return get<Draft[]>(appPath(id, "/drafts"));
}

/** This person's drafts of every kind; null if they could not be read, so that the page is still shown. */
export async function readAllDrafts(id: string): Promise<Draft[] | null> {
  const all = await get<Draft[]>(appPath(id, "/drafts?all=true")).catch(() => null);
  return all?.filter((draft) => draft.user_id === session.profile?.user_id) ?? null;
}

/** Whether these are the same drafts, with the same changes. */
export function areSame(some: Draft[], others: Draft[]): boolean {
  const ids = (drafts: Draft[]) =>
    drafts
      .map((draft) => draft._id + draft.etag)
      .sort()
      .join();
  return ids(some) === ids(others);
}
