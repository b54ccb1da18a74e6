import { html, nothing, type TemplateResult } from "lit";
import { closeEmptyDraft } from "../../api/drafts";
import { isStale } from "../../api/http";
import type { OpenedApp } from "../../api/opened";
import { write } from "../../api/requests";
import { readValue, writeValue } from "../../api/values";
import { confirm } from "../../parts/dialog";
import { icon } from "../../parts/icons";
import { time } from "../../parts/time";
import { toasts } from "../../parts/toasts";
import { type Row, rowsOf } from "./rows";
import { words } from "./words";

/**
 * Deletes a row, if the person confirms and nobody else has changed it since it was shown. If somebody has, it shows who
 * and asks {@code again}.
 */
export async function deleteRow(opened: OpenedApp, row: Row, again = false): Promise<void> {
  if (!(await confirm(question(row, again)))) return;
  try {
    const undo = await undoOf(opened, row);
    const path =
      row.type === "secret" ? `/secrets/${row.id}${row.uses.length ? "?force=true" : ""}` : `/values/${row.id}`;
    await opened.change(() => write("DELETE", opened.path(path), undefined, row.etag));
    toasts.say(words.deleting.done(row.name, !!opened.draft), undo && { label: words.deletion.undo, run: undo });
  } catch (problem) {
    if (!isStale(problem)) {
      toasts.fail(problem);
      return;
    }
    await opened.reload();
    const now = rowsOf(opened).find((other) => other.id === row.id);
    if (now) return deleteRow(opened, now, true);
    toasts.say(words.deleting.already(row.name));
  }
}

function question(row: Row, again: boolean) {
  return {
    title: words.deleting.title(row.type === "secret", row.name),
    body: html`${again ? changedSince(row) : nothing}${consequence(row)}`,
    action: words.deletion.action,
    danger: true,
    tick: row.uses.length ? words.deleting.tick : undefined,
  };
}

function consequence(row: Row): TemplateResult {
  if (row.uses.length) {
    return html`<p>${words.deleting.used}</p>
      <ul class="row">
        ${row.uses.map((use) => html`<li class="chip linked">${icon("link")} ${use}</li>`)}
      </ul>`;
  }
  if (row.type === "secret") {
    return html`<p>${words.deleting.secret}</p>`;
  }
  return html`<p>${words.deleting.value}</p>`;
}

function changedSince(row: Row): TemplateResult {
  return html`<p class="note warn" role="alert">
    ${icon("warning")}
    <span>${words.deleting.stale(row.by)} (${time(row.modified)}). ${words.deleting.again}</span>
  </p>`;
}

/** How to undo a deletion: in a draft, by dropping it from the draft; else a value is created again, but no secret. */
async function undoOf(opened: OpenedApp, row: Row): Promise<(() => Promise<void>) | undefined> {
  const run = (what: () => Promise<unknown>) => async () => {
    try {
      await opened.change(what);
      await closeEmptyDraft(opened);
      toasts.say(words.deleting.back(row.name));
    } catch (problem) {
      toasts.fail(problem);
    }
  };
  if (!opened.draftsOff && !row.change) {
    return run(() => write("DELETE", opened.path(`/drafts/${opened.draft!._id}/changes/${row.id}`)));
  }
  if (row.type === "secret") return undefined;
  const value = await readValue(opened, row.id);
  return run(() => writeValue(opened, value));
}
