/** What the log is filtered by. It is in the address, so that a link or a reload shows the same. */
export interface Filters {
  actor: string;
  app: string;
  action: string;
  name: string;
  /** A length such as 24h or 7d, or "between". */
  time: string;
  /** Dates, such as 2026-11-28, if the time is "between". The last one is included. */
  from: string;
  to: string;
}

export const NO_FILTERS: Filters = { actor: "", app: "", action: "", name: "", time: "", from: "", to: "" };

const LENGTHS: Record<string, number> = { "1h": 3_600, "24h": 86_400, "7d": 7 * 86_400, "30d": 30 * 86_400 };

/** The filters in the query of an address. */
export function filtersIn(query: URLSearchParams): Filters {
  const filters = { ...NO_FILTERS };
  for (const key of Object.keys(filters) as (keyof Filters)[]) filters[key] = query.get(key) ?? "";
  if (filters.time !== "between" && !LENGTHS[filters.time]) filters.time = "";
  return filters;
}

/** The query of an address for these filters; empty for none. */
export function queryOf(filters: Filters): string {
  const query = new URLSearchParams(Object.entries(filters).filter(([, text]) => text));
  if (filters.time !== "between") {
    query.delete("from");
    query.delete("to");
  }
  return query.size ? `?${query}` : "";
}

/** The parameters of a request for these filters. */
export function parametersOf(filters: Filters, now = Date.now() / 1000): Record<string, string> {
  const { actor, app, action, name, time, from, to } = filters;
  const length = LENGTHS[time];
  const between = time === "between";
  const all = {
    actor,
    app,
    action,
    name: name.trim(),
    from: length ? String(Math.floor(now - length)) : between ? midnight(from, 0) : "",
    to: between ? midnight(to, 1) : "",
  };
  return Object.fromEntries(Object.entries(all).filter(([, text]) => text));
}

/** When a day began here, in UNIX seconds, or one that many days later; empty if it is no date. */
function midnight(date: string, days: number): string {
  const [year, month, day] = date.split("-").map(Number);
  if (!year || !month || !day) return "";
  return String(Math.floor(new Date(year, month - 1, day + days).getTime() / 1000));
}
