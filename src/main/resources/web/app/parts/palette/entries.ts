import { everywhere, type Name, names } from "../../api/everywhere";
import type { OpenedApp } from "../../api/opened";
import { recentApps, recentFirst } from "../../api/recent";
import { go, href } from "../../router";
import type { Icon } from "../icons";
import { APP_PAGES, PROJECT_LINKS } from "../side";
import { words } from "../words/palette";
import { actions } from "./actions";
import { best } from "./rank";

export interface Entry {
  title: string;
  hint?: string;
  icon: Icon;
  run: () => void;
}

export interface Group {
  title: string;
  entries: Entry[];
  /** How many more there are. */
  more: number;
}

/** How many entries of a group are shown, and how many recent apps if nothing is typed. */
const MOST = 12;
const RECENT = 5;
/** Shorter texts are not searched in other apps. */
const SHORTEST = 2;

/** Whether the names in other apps are needed. */
export function searchesElsewhere(search: string): boolean {
  return search.trim().length >= SHORTEST;
}

/** What the palette shows for a search. */
export function entriesFor(opened: OpenedApp | null, search: string): Group[] {
  const app = opened?.app ? opened : null;
  const text = search.trim();
  const groups = [
    app && text ? group(words.groups.items(app.app!.name), items(app), text) : null,
    text ? null : group(words.groups.apps, recent(app).slice(0, RECENT), ""),
    group(words.groups.actions, actions(app), text),
    group(words.groups.pages, pages(app), text),
    text ? group(words.groups.apps, apps(app), text) : null,
    searchesElsewhere(text) ? group(words.groups.elsewhere, elsewhere(app), text) : null,
  ];
  return groups.filter((one): one is Group => !!one && one.entries.length > 0);
}

/** What the list of apps shows for a search: the app that is open comes last. */
export function appsFor(opened: OpenedApp | null, search: string): Group[] {
  const all = apps(opened);
  const others = all.filter((entry) => entry.hint !== words.here);
  const found = best([...others, ...all.filter((entry) => entry.hint === words.here)], (entry) => entry.title, search);
  return found.length
    ? [{ title: words.groups.apps, entries: found.slice(0, 50), more: Math.max(0, found.length - 50) }]
    : [];
}

function group(title: string, entries: Entry[], search: string): Group {
  const found = best(entries, (entry) => entry.title, search);
  return { title, entries: found.slice(0, MOST), more: Math.max(0, found.length - MOST) };
}

function items(opened: OpenedApp): Entry[] {
  return names(opened.values, opened.secrets).map((name) => item(opened.id, name, kind(name)));
}

function elsewhere(opened: OpenedApp | null): Entry[] {
  return everywhere.apps
    .filter((app) => app._id !== opened?.id)
    .flatMap((app) => everywhere.in(app._id).map((name) => item(app._id, name, words.inApp(kind(name), app.name))));
}

function kind(name: Name): string {
  return name.secret ? words.secret : words.value;
}

function item(app: string, name: Name, hint: string): Entry {
  return {
    title: name.name,
    hint,
    icon: name.secret ? "key" : "values",
    run: () => go(href("values", app, name.id)),
  };
}

function pages(opened: OpenedApp | null): Entry[] {
  const ofApp = opened ? APP_PAGES : [];
  return [
    ...ofApp.map(([page, title, icon]) => ({ title, icon, run: () => go(href(page, opened!.id)) })),
    ...PROJECT_LINKS.map(([page, title, icon]) => ({ title, icon, run: () => go(href(page)) })),
  ];
}

function apps(opened: OpenedApp | null): Entry[] {
  return recentFirst(everywhere.apps).map((app) => ({
    title: app.name,
    hint: app._id === opened?.id ? words.here : app.environment,
    icon: "case",
    run: () => go(href("values", app._id)),
  }));
}

/** Apps that were opened recently, without the one that is open. */
function recent(opened: OpenedApp | null): Entry[] {
  const known = new Set(recentApps());
  const shown = everywhere.apps.filter((app) => known.has(app._id) && app._id !== opened?.id);
  return recentFirst(shown).map((app) => ({
    title: app.name,
    hint: app.environment,
    icon: "case",
    run: () => go(href("values", app._id)),
  }));
}
