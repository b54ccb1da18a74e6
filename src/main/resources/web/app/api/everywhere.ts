import { recentFirst } from "./recent";
import { get } from "./requests";
import { session } from "./session";
import { appPath } from "./snapshot";
import type { App, Secret, Value } from "./types";

/** How long what was read is used. */
const FRESH_MS = 60_000;
/** How many apps are read to search in them, those that were opened most recently; and how many at once. */
const MOST_APPS = 40;
const AT_ONCE = 3;

/** A value or secret of some app, by its name. */
export interface Name {
  id: string;
  name: string;
  secret: boolean;
}

/** The project's apps, and the names of what is in them: read when they are first needed, and kept for a minute. */
class Everywhere extends EventTarget {
  apps: App[] = [];
  /** How many apps are too many to be searched. */
  left = 0;
  private names = new Map<string, Name[]>();
  private readAt = 0;
  private project = "";
  private searching: Promise<void> | null = null;
  private wanted = false;

  constructor() {
    super();
    session.addEventListener("change", () => {
      if (session.profile) return;
      this.apps = [];
      this.forget();
    });
  }

  /** Reads the list of apps again, unless it was read within the last minute. */
  async open(): Promise<void> {
    if (this.apps.length && this.project === session.project && Date.now() - this.readAt < FRESH_MS) return;
    this.forget();
    this.project = session.project;
    this.apps = recentFirst(await get<App[]>(`/groups/${session.project}/apps`));
    this.readAt = Date.now();
    this.told();
  }

  /** What is known of an app so far. */
  in(app: string): Name[] {
    return this.names.get(app) ?? [];
  }

  /** Reads the names in all apps but one, a few at a time, until it is told to stop. */
  search(except: string | null): void {
    this.wanted = true;
    const others = this.apps.filter((app) => app._id !== except);
    this.left = Math.max(0, others.length - MOST_APPS);
    const unread = others.slice(0, MOST_APPS).filter((app) => !this.names.has(app._id));
    if (!unread.length) return;
    this.searching ??= this.readAll(unread).finally(() => {
      this.searching = null;
      this.told();
    });
  }

  get busy(): boolean {
    return !!this.searching;
  }

  stop(): void {
    this.wanted = false;
  }

  private async readAll(unread: App[]): Promise<void> {
    const next = unread[Symbol.iterator]();
    const worker = async () => {
      for (const app of next) {
        if (!this.wanted) return;
        const names = await read(app._id).catch(() => []);
        this.names.set(app._id, names);
        this.told();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  private forget(): void {
    this.names = new Map();
    this.readAt = 0;
  }

  private told(): void {
    this.dispatchEvent(new Event("change"));
  }
}

async function read(app: string): Promise<Name[]> {
  const [values, secrets] = await Promise.all([
    get<Value[]>(appPath(app, "/values")),
    get<Secret[]>(appPath(app, "/secrets")),
  ]);
  return names(values, secrets);
}

/** The names of values and secrets. */
export function names(values: { _id: string; name: string }[], secrets: { _id: string; name: string }[]): Name[] {
  return [
    ...values.map(({ _id, name }) => ({ id: _id, name, secret: false })),
    ...secrets.map(({ _id, name }) => ({ id: _id, name, secret: true })),
  ];
}

export const everywhere = new Everywhere();
