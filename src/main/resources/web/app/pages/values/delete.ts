import { html, nothing, type TemplateResult } from "lit";
import { isStale } from "../../api/http";
import type { OpenedApp } from "../../api/opened";
import { write } from "../../api/requests";
import { readValue, writeValue } from "../../api/values";
import { confirm } from "../../parts/dialog";
import { icon } from "../../parts/icons";
import { time } from "../../parts/time";
import { toasts } from "../../parts/toasts";
import { type Row, rowsOf } from "./rows";

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
    toasts.say(`${row.name} is deleted${opened.draft ? " in your draft" : ""}.`, undo && { label: "Undo", run: undo });
  } catch (problem) {
    if (!isStale(problem)) {
      toasts.fail(problem);
      return;
    }
    await opened.reload();
    const now = rowsOf(opened).find((other) => other.id === row.id);
    if (now) return deleteRow(opened, now, true);
    toasts.say(`${row.name} was already deleted.`);
  }
}

function question(row: Row, again: boolean) {
  return {
    title: `Delete ${row.type === "secret" ? "secret" : "value"} ${row.name}?`,
    body: html`${again ? changedSince(row) : nothing}${consequence(row)}`,
    action: "Delete",
    danger: true,
    tick: row.uses.length ? "Delete it anyway" : undefined,
  };
}

function consequence(row: Row): TemplateResult {
  if (row.uses.length) {
    return html`<p>These values link to it and would lose their content:</p>
      <ul class="row">
        ${row.uses.map((use) => html`<li class="chip linked">${icon("link")} ${use}</li>`)}
      </ul>`;
  }
  if (row.type === "secret") {
    return html`<p>No value links to it. Its content cannot be brought back once that is deployed.</p>`;
  }
  return html`<p>Once that is deployed, programs that read it get nothing.</p>`;
}

function changedSince(row: Row): TemplateResult {
  return html`<p class="note warn" role="alert">
    ${icon("warning")}
    <span
      >It was not deleted: ${row.by || "somebody"} changed it after you opened this page (${time(row.modified)}). Delete
      it anyway?</span
    >
  </p>`;
}

/** How to undo a deletion: in a draft, by dropping it from the draft; else a value is created again, but no secret. */
async function undoOf(opened: OpenedApp, row: Row): Promise<(() => Promise<void>) | undefined> {
  const run = (what: () => Promise<unknown>) => async () => {
    try {
      await opened.change(what);
      toasts.say(`${row.name} is back.`);
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
