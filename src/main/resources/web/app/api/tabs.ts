/** What the tabs of a browser tell each other. Messages reach pages of the same origin only, and are not stored. */

/** About the session: a tab without one asks, those with one answer, and a log-out ends it in all. */
export type SessionMessage = { ask: true } | { refresh: string } | { ended: true };

/** Two services may have one origin, each below a path of its own. */
const base = new URL("./", location.href).pathname;
const sessions = new BroadcastChannel(`valise.session ${base}`);
const changes = new BroadcastChannel(`valise.changes ${base}`);

/** Many writes one after the other are told as one change. */
const GATHER_MS = 150;
const gathering = new Map<string, ReturnType<typeof setTimeout>>();

export function tellSession(message: SessionMessage): void {
  sessions.postMessage(message);
}

export function hearSession(listener: (message: Partial<Record<string, unknown>>) => void): void {
  sessions.addEventListener("message", (event: MessageEvent<Partial<Record<string, unknown>> | null>) => {
    if (event.data) listener(event.data);
  });
}

/** Tells the other tabs that something of an app was written, if the path is that of an app. */
export function tellChanged(path: string): void {
  const app = /\/apps\/([^/?]+)/.exec(path)?.[1];
  if (!app) return;
  clearTimeout(gathering.get(app));
  gathering.set(
    app,
    setTimeout(() => {
      gathering.delete(app);
      changes.postMessage({ app });
    }, GATHER_MS),
  );
}

/** Hears of what other tabs wrote to an app; returns how to stop that. */
export function hearChanged(app: string, listener: () => void): () => void {
  const heard = (event: MessageEvent<{ app?: unknown } | null>) => {
    if (event.data?.app === app) listener();
  };
  changes.addEventListener("message", heard);
  return () => {
    changes.removeEventListener("message", heard);
  };
}
