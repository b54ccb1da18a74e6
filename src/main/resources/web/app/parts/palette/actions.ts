import type { OpenedApp } from "../../api/opened";
import { session } from "../../api/session";
import { go, href, NEW } from "../../router";
import { discardDraft } from "../discard";
import type { Icon } from "../icons";
import { showShortcuts } from "../shortcuts";
import { theme, toggleTheme } from "../theme";
import { words } from "../words/palette";

interface Action {
  title: string;
  icon: Icon;
  run: () => void;
}

/** What the person can do now, here. */
export function actions(opened: OpenedApp | null): Action[] {
  const text = words.actions;
  const dark = theme() === "dark";
  const always: Action[] = [
    { title: dark ? text.light : text.dark, icon: dark ? "sun" : "moon", run: toggleTheme },
    { title: text.shortcuts, icon: "info", run: showShortcuts },
    { title: text.reference, icon: "code", run: () => window.open("swagger-ui/", "_blank", "noopener") },
    { title: text.logout, icon: "logout", run: () => void session.logout() },
  ];
  if (!session.mayWrite) return always;
  return [
    ...(opened ? inApp(opened) : []),
    { title: text.createApp, icon: "plus", run: () => go(`${href("apps")}?create`) },
    { title: text.createKey, icon: "plus", run: () => go(`${href("keys")}?create`) },
    ...always,
  ];
}

function inApp(opened: OpenedApp): Action[] {
  const text = words.actions;
  const { id, draft, pending } = opened;
  const review = () => go(href("review", id));
  return [
    { title: text.createValue, icon: "plus", run: () => go(href("values", id, NEW)) },
    ...(pending
      ? ([
          { title: text.review, icon: "compare", run: review },
          { title: text.deploy, icon: "deploy", run: review },
        ] satisfies Action[])
      : []),
    ...(draft ? [{ title: text.discard, icon: "trash", run: () => void discardDraft(opened) } satisfies Action] : []),
    { title: text.createToken, icon: "plus", run: () => go(`${href("access", id)}?create`) },
  ];
}
