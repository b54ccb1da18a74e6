/** Where in the console somebody is: it is in the address's fragment, which never reaches the service. */
export interface Route {
  /** The page; an app's pages stand under its id. */
  page: string;
  app: string | null;
  /** What the page shows of it, such as a deployment's id. */
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

/** As it stands where it is not encoded well: an address can be typed, and no page has that name. */
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
