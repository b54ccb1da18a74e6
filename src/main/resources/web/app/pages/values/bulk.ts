import { html, nothing, type TemplateResult } from "lit";
import { closeEmptyDraft } from "../../api/drafts";
import { isGone, isStale } from "../../api/http";
import type { OpenedApp } from "../../api/opened";
import { write } from "../../api/requests";
import { confirm } from "../../parts/dialog";
import { icon } from "../../parts/icons";
import { toasts } from "../../parts/toasts";
import { inOneDraft } from "./one-draft";
import type { Row } from "./rows";
import { words } from "./words";

/** How many names a question lists. */
const MOST_NAMES = 20;

/** Deletes rows, if the person confirms; those that somebody else has changed stay, and are named. */
export async function deleteRows(opened: OpenedApp, rows: Row[]): Promise<void> {
  const text = words.deletion;
  const names = new Set(rows.map((row) => row.name));
  const used = [...new Set(rows.filter((row) => row.type === "secret").flatMap((row) => row.uses))];
  const losing = used.filter((use) => !names.has(use));
  const yes = await confirm({
    title: text.title(rows.length),
    body: html`${list(rows)}
      <p>${text.consequence} ${rows.some((row) => row.type === "secret") ? text.secrets : nothing}</p>
      ${losing.length ? losers(losing) : nothing}`,
    action: text.action,
    danger: true,
    tick: losing.length ? text.tick : undefined,
  });
  if (!yes) return;
  // The values first, so that their secrets are no longer in use.
  const ordered = [...rows].sort(secretsLast);
  const deleted: Row[] = [];
  const stale: string[] = [];
  try {
    await inOneDraft(opened, async () => {
      for (const row of ordered) {
        if (await deleteOne(opened, row)) deleted.push(row);
        else stale.push(row.name);
      }
      return deleted.length > 0;
    });
  } catch (problem) {
    toasts.fail(problem);
    return;
  }
  if (stale.length) toasts.fail(new Error(text.stale(stale)));
  else toasts.say(text.done(deleted.length, !!opened.draft), undo(opened, deleted));
}

/** Returns false if somebody else changed it. */
async function deleteOne(opened: OpenedApp, row: Row): Promise<boolean> {
  const secret = `/secrets/${row.id}${row.uses.length ? "?force=true" : ""}`;
  const path = row.type === "secret" ? secret : `/values/${row.id}`;
  try {
    await write("DELETE", opened.path(path), undefined, row.etag);
    return true;
  } catch (problem) {
    if (isGone(problem)) return true;
    if (isStale(problem)) return false;
    throw problem;
  }
}

/** Undoes a deletion in the draft by dropping it from the draft; not for items that the draft had changed before. */
function undo(opened: OpenedApp, rows: Row[]) {
  if (!opened.draft || rows.some((row) => row.change)) return undefined;
  const run = async () => {
    try {
      // The secrets first, so that there is something to link to.
      await dropChanges(opened, [...rows].sort(secretsLast).reverse());
      toasts.say(words.deletion.undone(rows.length));
    } catch (problem) {
      toasts.fail(problem);
    }
  };
  return { label: words.deletion.undo, run };
}

/** Drops what the draft changes about rows, if the person confirms. */
export async function leaveOut(opened: OpenedApp, rows: Row[]): Promise<void> {
  const text = words.leaving;
  const changed = rows.filter((row) => row.change);
  if (!changed.length) {
    toasts.say(text.none);
    return;
  }
  const yes = await confirm({
    title: text.title(changed.length),
    body: html`<p>${text.body}</p>
      ${list(changed)}`,
    action: text.action,
    danger: true,
  });
  if (!yes) return;
  try {
    // The values first: one that the draft creates may link to a secret that it creates.
    await dropChanges(opened, changed.sort(secretsLast));
    toasts.say(text.done(changed.length));
  } catch (problem) {
    toasts.fail(problem);
  }
}

async function dropChanges(opened: OpenedApp, rows: Row[]): Promise<void> {
  const draft = opened.draft!._id;
  try {
    for (const { id } of rows) await write("DELETE", opened.path(`/drafts/${draft}/changes/${id}`));
  } finally {
    await opened.reload();
  }
  if (opened.draft?._id === draft) await closeEmptyDraft(opened);
}

function secretsLast(one: Row, other: Row): number {
  return Number(one.type === "secret") - Number(other.type === "secret");
}

function list(rows: Row[]): TemplateResult {
  return html`<ul class="row names">
    ${rows.slice(0, MOST_NAMES).map((row) => html`<li class="chip mono ${row.type}">${row.name}</li>`)}
    ${rows.length > MOST_NAMES ? html`<li class="soft">${words.deletion.more(rows.length - MOST_NAMES)}</li>` : nothing}
  </ul>`;
}

function losers(values: string[]): TemplateResult {
  return html`<p>${words.deletion.used(values.length)}</p>
    <ul class="row names">
      ${values.map((value) => html`<li class="chip linked">${icon("link")} ${value}</li>`)}
    </ul>`;
}
