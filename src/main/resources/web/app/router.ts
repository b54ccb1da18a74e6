/** What the console shows. It is in the fragment of the address, which browsers do not send to the service. */
export interface Route {
  /** The name of the page. */
  page: string;
  app: string | null;
  /** The id of the item that the page shows, such as a deployment. */
  item: string | null;
  query: URLSearchParams;
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

export function current(): Route {
  return parse(location.hash);
}

export function href(page: string, app?: string | null, item?: string): string {
  const steps = app ? ["apps", app, page] : [page];
  if (item) steps.push(item);
  return "#/" + steps.map(encodeURIComponent).join("/");
}

export function go(to: string): void {
  location.hash = to;
}

/** Whether the address asks to create something. It asks once: from then on the address is that of the page alone. */
export function asksToCreate({ query }: Route): boolean {
  if (!query.has("create")) return false;
  history.replaceState(history.state, "", location.hash.replace(/\?.*/, ""));
  return true;
}
