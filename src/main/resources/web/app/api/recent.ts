/** The apps that were opened in this browser, newest first: their ids, which open nothing without a session. */
const KEY = "valise.recent";
const MOST = 20;

export function recentApps(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter((id): id is string => typeof id === "string") : [];
  } catch {
    return [];
  }
}

export function opened(id: string): void {
  localStorage.setItem(KEY, JSON.stringify([id, ...recentApps().filter((other) => other !== id)].slice(0, MOST)));
}

/** Sorts apps: recently opened ones first, the others by name. */
export function recentFirst<A extends { _id: string; name: string }>(apps: A[]): A[] {
  const places = new Map(recentApps().map((id, place) => [id, place]));
  const place = (app: A) => places.get(app._id) ?? MOST;
  return [...apps].sort((one, other) => place(one) - place(other) || one.name.localeCompare(other.name));
}
