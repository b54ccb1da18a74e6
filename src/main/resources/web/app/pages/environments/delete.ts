import { html, nothing, type TemplateResult } from "lit";
import { type EnvironmentValue, listedEnvironmentValue, readEnvironments } from "../../api/environments";
import { isStale } from "../../api/http";
import type { OpenedApp } from "../../api/opened";
import { request, write } from "../../api/requests";
import { confirm } from "../../parts/dialog";
import { icon } from "../../parts/icons";
import { time } from "../../parts/time";
import { toasts } from "../../parts/toasts";
import { words } from "./words";

/**
 * Deletes the row, if the person confirms. If somebody has changed it since, it asks again: {@code changed} tells who.
 */
export async function deleteRow(opened: OpenedApp, row: EnvironmentValue, changed?: TemplateResult): Promise<void> {
  const yes = await confirm({
    title: words.delete.title(row.name),
    body: html`${changed ?? nothing}
      <p>${words.delete.body}</p>`,
    action: words.delete.action,
    danger: true,
  });
  if (!yes) return;
  const path = opened.path(`/environment_values/${row._id}`);
  try {
    // All of it, to create it again.
    const text = await request(path).then((answer) => answer.text());
    await opened.change(() => write("DELETE", path, undefined, row.etag));
    const back = async () => {
      try {
        await opened.change(() => request(opened.path("/environment_values"), { method: "POST", text }));
        toasts.say(words.delete.back(row.name));
      } catch (problem) {
        toasts.fail(problem);
      }
    };
    toasts.say(words.delete.done(row.name, !!opened.draft), { label: words.undo, run: () => void back() });
  } catch (problem) {
    if (isStale(problem)) await deleteAgain(opened, row);
    else toasts.fail(problem);
  }
}

async function deleteAgain(opened: OpenedApp, row: EnvironmentValue): Promise<void> {
  await opened.reload();
  const now = (await readEnvironments(opened)).find((other) => other._id === row._id);
  if (!now) {
    toasts.say(words.delete.already(row.name));
    return;
  }
  const listed = await listedEnvironmentValue(opened, row._id);
  await deleteRow(
    opened,
    now,
    html`<p class="note warn" role="alert">
      ${icon("warning")}
      <span
        >${words.notDeleted.changed(opened.who(listed?.modified_by) || words.notDeleted.somebody)}${
          listed ? html` (${time(listed.last_modified)})` : nothing
        }.
        ${words.notDeleted.anyway}</span
      >
    </p>`,
  );
}
