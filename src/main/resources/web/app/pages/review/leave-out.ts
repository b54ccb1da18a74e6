import { html, nothing } from "lit";
import { closeEmptyDraft } from "../../api/drafts";
import { etagOf } from "../../api/http";
import type { OpenedApp } from "../../api/opened";
import { request, write } from "../../api/requests";
import type { Change, Tag } from "../../api/types";
import { confirm } from "../../parts/dialog";
import { toasts } from "../../parts/toasts";
import { words } from "./words";

/** Makes a change again that was left out. */
type Undo = () => Promise<unknown>;

const PATHS = { value: "/values", secret: "/secrets", "environment value": "/environment_values" };

/**
 * Takes a change out of the draft. It asks first if the change cannot be made again, since it holds the content of a
 * secret; others can be undone. Closes the draft if it was the last change.
 */
export async function leaveOut(opened: OpenedApp, change: Change): Promise<void> {
  const links = linksTo(opened, change);
  if (holdsContent(change) && !(await confirmSecret(change, links))) return;
  const again = await changeAgain(opened, change);
  // A link cannot be in the draft without its secret.
  for (const link of links) await takeOut(opened, link._id);
  await takeOut(opened, change._id);
  const undo = again && (await again());
  await finish(opened, change.name, undo);
}

/** Takes the change of the app's environment out of the draft. */
export async function leaveOutTag(opened: OpenedApp, name: string): Promise<void> {
  const { after } = opened.changes!.environment!;
  await takeOut(opened, "environment");
  await finish(opened, name, () => opened.setEnvironment(after as Tag));
}

async function takeOut(opened: OpenedApp, id: string): Promise<void> {
  await write("DELETE", opened.path(`/drafts/${opened.draft!._id}/changes/${id}`));
  await opened.reload();
}

async function finish(opened: OpenedApp, name: string, undo: Undo | undefined): Promise<void> {
  const isEmpty = await closeEmptyDraft(opened);
  const run = async () => {
    try {
      await undo!();
      toasts.say(words.back(name));
    } catch (problem) {
      toasts.fail(problem);
    }
  };
  const text = isEmpty ? words.outAndClosed(name) : words.out(name);
  toasts.say(text, undo && { label: words.undo, run: () => void run() });
}

/** Whether the draft is the only place that has the content of a secret. */
function holdsContent({ kind, action, content_changed }: Change): boolean {
  return kind === "secret" && (action === "created" || (action === "changed" && content_changed));
}

/** The values in the draft that link to a new secret. */
function linksTo(opened: OpenedApp, { _id, kind, action }: Change): Change[] {
  if (kind !== "secret" || action !== "created") return [];
  const names = opened.secrets.find((secret) => secret._id === _id)?.used_by ?? [];
  return opened.changes!.items.filter((change) => change.kind === "value" && names.includes(change.name));
}

function confirmSecret({ name, action }: Change, links: Change[]): Promise<boolean> {
  const text = action === "created" ? words.leaveOutSecret : words.leaveOutContent;
  return confirm({
    title: text.title(name),
    body: html`<p>${text.body}</p>
      ${links.length ? html`<p>${words.leaveOutSecret.links(links.map((link) => link.name))}</p>` : nothing}`,
    action: words.leaveOutSecret.action,
    danger: true,
  });
}

/**
 * Reads the item as the draft has it. Returns what reads the item without the change, and then how to make the change
 * again: only if nobody changes the item meanwhile. Undefined if it cannot be made again from here.
 */
async function changeAgain(opened: OpenedApp, change: Change): Promise<(() => Promise<Undo>) | undefined> {
  const { _id, kind, action } = change;
  if (kind === "file" || holdsContent(change)) return undefined;
  const all = opened.path(PATHS[kind]);
  const one = `${all}/${_id}`;
  const text = action === "deleted" ? "" : await textOf(one, kind === "secret");
  if (action === "created")
    return () => Promise.resolve(() => opened.change(() => request(all, { method: "POST", text })));
  return async () => {
    const ifMatch = etagOf(await request(one));
    if (action === "changed") return () => opened.change(() => request(one, { method: "PUT", text, ifMatch }));
    const path = kind === "secret" ? `${one}?force=true` : one;
    return () => opened.change(() => request(path, { method: "DELETE", ifMatch }));
  };
}

/** The item's JSON as it was read, with all digits. An empty content keeps that of a secret. */
async function textOf(path: string, isSecret: boolean): Promise<string> {
  const answer = await request(path);
  if (!isSecret) return answer.text();
  const { name, note, tags } = (await answer.json()) as { name: string; note?: string; tags?: string[] };
  return JSON.stringify({ name, value: "", note, tags });
}
