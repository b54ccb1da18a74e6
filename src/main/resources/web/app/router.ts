/** What the console shows. It is in the fragment of the address, which browsers do not send to the service. */
export interface Route {
  /** The name of the page. */
  page: string;
  app: string | null;
  /** The id of the item that the page shows, such as a deployment; {@link NEW} to create one. */
  item: string | null;
  query: URLSearchParams;
}

/** The item of a drawer in which one is created. */
export const NEW = "new";

/** What is kept with an entry of the browser's history. */
interface Entry {
  /** Its place in the history of this tab. */
  at: number;
  /** The address from which it was opened. */
  before?: string;
}

/** Keeps the person on a page on which something is typed. */
export interface Guard {
  isTyped: () => boolean;
  /** Asks; true if what is typed may be lost. Afterwards nothing counts as typed. */
  ask: () => Promise<boolean>;
}

/**
 * The address that is shown. It sends "change" when that is another one. A move by Back, Forward or a link has happened
 * by the time that the page hears of it: if something is typed, the move is undone and done again once the person agrees.
 */
class Router extends EventTarget {
  guard: Guard | null = null;
  private shown = location.hash;
  private place: number;
  private asking = false;
  /** The address whose drawer is being closed. */
  private closing: string | null = null;

  constructor() {
    super();
    const entry = history.state as Entry | null;
    this.place = entry?.at ?? 0;
    if (!entry) history.replaceState({ at: this.place } satisfies Entry, "");
    addEventListener("hashchange", () => void this.moved());
  }

  get route(): Route {
    return parse(this.shown);
  }

  private async moved(): Promise<void> {
    this.closing = null;
    const entry = history.state as Entry | null;
    const at = entry?.at ?? this.place + 1;
    if (!entry) history.replaceState({ at, before: this.shown } satisfies Entry, "");
    if (location.hash !== this.shown && at !== this.place && this.guard?.isTyped()) {
      const steps = at - this.place;
      history.go(-steps);
      if (this.asking) return;
      this.asking = true;
      const leaves = await this.guard.ask();
      this.asking = false;
      if (leaves) history.go(steps);
      return;
    }
    this.place = at;
    this.show();
  }

  /** Shows another address in place of this one. */
  replace(to: string): void {
    this.closing = null;
    history.replaceState(history.state, "", to);
    this.show();
  }

  /** Goes back to the page from a drawer, or to the page's address if the drawer was opened by a link. */
  closeItem(): void {
    const { page, app, item, query } = this.route;
    if (!item || this.closing === this.shown) return;
    const to = href(page, app, undefined, query);
    if ((history.state as Entry).before !== to) {
      this.replace(to);
      return;
    }
    this.closing = this.shown;
    history.back();
  }

  private show(): void {
    if (location.hash === this.shown) return;
    this.shown = location.hash;
    this.dispatchEvent(new Event("change"));
  }
}

export function parse(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  const steps = path.split("/").filter(Boolean).map(decoded);
  const inApp = steps[0] === "apps" && steps.length > 1;
  const [page, item] = inApp ? [steps[2] ?? "values", steps[3]] : [steps[0] ?? "apps", steps[1]];
  return { page, app: inApp ? steps[1]! : null, item: item ?? null, query: new URLSearchParams(query) };
}

/** Decodes a part of the address. A part that is not encoded correctly stays as it is: no page has that name. */
function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

export const router = new Router();

export function current(): Route {
  return router.route;
}

export function href(page: string, app?: string | null, item?: string | null, query?: URLSearchParams): string {
  const steps = app ? ["apps", app, page] : [page];
  if (item) steps.push(item);
  const path = "#/" + steps.map(encodeURIComponent).join("/");
  return query?.size ? `${path}?${query}` : path;
}

export function go(to: string): void {
  location.hash = to;
}

/** Opens the drawer of an item of the page that is shown, or of {@link NEW}. What the page searches for stays. */
export function openItem(item: string): void {
  const { page, app, query } = current();
  go(href(page, app, item, query));
}

/** Closes that drawer. */
export function closeItem(): void {
  router.closeItem();
}

/** Whether the address asks to create something. It asks once: from then on the address is that of the page alone. */
export function asksToCreate({ page, app, query }: Route): boolean {
  if (!query.has("create")) return false;
  queueMicrotask(() => router.replace(href(page, app)));
  return true;
}
