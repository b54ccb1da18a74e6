import { toasts } from "./toasts";
import { isTyped } from "./unsaved";
import { words } from "./words/upgrade";

/** When this tab last reloaded itself, in milliseconds. It is not the service's time. */
const KEY = "valise.updated";
/** A page that reloads itself does so at most once in this time, so that it never goes round in circles. */
const ONCE_IN_MS = 60_000;
/** How often a visible page asks which version the service has. */
const CHECK_EVERY_MS = 300_000;

const SCRIPT = /<script type="module" src="([^"]+)"/;
const FAILED_IMPORT = /dynamically imported module|importing a module script failed/i;

/** The script of this page, whose name is another one in each version. */
const own = document.querySelector("script[type=module][src]")?.getAttribute("src");
let offered = false;
let checked = Date.now();

/** Notices that the service was upgraded while the page is open, and reloads the page if nothing is typed. */
export function watchUpgrades(): void {
  const last = sessionStorage.getItem(KEY);
  if (last?.endsWith("!")) {
    sessionStorage.setItem(KEY, last.slice(0, -1));
    toasts.say(words.updated);
  }
  addEventListener("unhandledrejection", (event) => {
    if (!isFailedImport(event.reason)) return;
    event.preventDefault();
    void explainFailedImport().then((text) => {
      // Else there is a toast with a button, or the page reloads.
      if (text === words.unreachable) toasts.fail(text);
    });
  });
  const check = () => {
    if (document.hidden || Date.now() - checked < ONCE_IN_MS) return;
    checked = Date.now();
    void served().then((script) => {
      if (script && script !== own) renew();
    });
  };
  document.addEventListener("visibilitychange", check);
  setInterval(check, CHECK_EVERY_MS);
}

/** Whether the code of a page could not be loaded. */
export function isFailedImport(problem: unknown): boolean {
  return problem instanceof TypeError && FAILED_IMPORT.test(problem.message);
}

/** Reloads the page if its code is gone since the service was upgraded. Returns what to say if it does not. */
export async function explainFailedImport(): Promise<string> {
  if ((await served()) === null) return words.unreachable;
  renew();
  return words.notLoaded;
}

/** Reloads the page if that was offered, and what was typed is saved by now. */
export function reloadIfOffered(): void {
  if (offered && !isTyped()) renew();
}

/** The script of the page that the service has now; null if it does not answer. */
async function served(): Promise<string | null> {
  try {
    const answer = await fetch("./", { cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer" });
    return answer.ok ? (SCRIPT.exec(await answer.text())?.[1] ?? null) : null;
  } catch {
    return null;
  }
}

function renew(): void {
  const last = Number.parseInt(sessionStorage.getItem(KEY) ?? "0", 10);
  if (isTyped() || Date.now() - last < ONCE_IN_MS) {
    offered = isTyped();
    toasts.keep(offered ? words.offer : words.updated, { label: words.reload, run: reload });
    return;
  }
  reload();
}

function reload(): void {
  // The mark says that the page has to tell about it.
  sessionStorage.setItem(KEY, `${Date.now()}!`);
  location.reload();
}
