import { closeEmptyDraft } from "../../api/drafts";
import { ApiError, isStale } from "../../api/http";
import type { OpenedApp } from "../../api/opened";
import { write } from "../../api/requests";
import type { Seen } from "../../api/values";
import { toasts } from "../../parts/toasts";
import { words } from "./editor-words";
import { type Held, listedIn, writeHeld } from "./held";
import type { Row } from "./rows";

/** The item that a save replaces, with its content if that was read. */
export type SeenHeld = Seen & { held?: Held };

interface Saved {
  /** What was changed; null if something was created. */
  row: Row | null;
  /** The item before; undefined if its content is not known. */
  before: Held | undefined;
  /** The item as it was saved. */
  now: Held;
}

/**
 * How to undo a save; undefined if that is not possible. Nothing is undone if somebody has changed the item since. Call
 * it when the app was read again after the save.
 */
export function undoSave(opened: OpenedApp, { row, before, now }: Saved): (() => void) | undefined {
  const items = row ? [listedIn(opened, row.id)] : created(opened, now.name, now.type === "secret");
  const saved = items.filter((item) => item !== undefined).map(({ _id, etag }) => ({ id: _id, etag }));
  const { draft } = opened;
  let undo: (() => Promise<void>) | undefined;
  if (!saved.length) return undefined;
  if (draft && !row?.change) {
    undo = async () => {
      await opened.reload();
      if (saved.some(({ id, etag }) => listedIn(opened, id)?.etag !== etag)) throw changedSince(now.name);
      await each(saved, ({ id }) => write("DELETE", opened.path(`/drafts/${draft._id}/changes/${id}`)));
    };
  } else if (!row) {
    const kind = (id: string) => (opened.secrets.some((secret) => secret._id === id) ? "secrets" : "values");
    const paths = new Map(saved.map(({ id }) => [id, opened.path(`/${kind(id)}/${id}`)]));
    undo = () => each(saved, ({ id, etag }) => write("DELETE", paths.get(id)!, undefined, etag));
  } else if (before) {
    undo = () => writeHeld(opened, before, saved[0]);
  }
  return undo && (() => void run(opened, now.name, undo));
}

/** What was created under a name: a value, or a secret and perhaps the value that links to it, which goes first. */
function created(opened: OpenedApp, name: string, isSecret: boolean) {
  if (!isSecret) return opened.values.filter((value) => value.name === name);
  const secret = opened.secrets.find((one) => one.name === name);
  const isNew = (id: string) => !opened.draft || opened.changeOf(id)?.action === "created";
  const links = opened.values.filter(
    ({ _id, name: other }) => other === name && secret?.used_by.includes(name) && isNew(_id),
  );
  return [...links, secret];
}

function changedSince(name: string): ApiError {
  return new ApiError(412, "PreconditionFailed", words.notUndone(name));
}

async function each<T>(items: T[], what: (item: T) => Promise<unknown>): Promise<void> {
  for (const item of items) await what(item);
}

async function run(opened: OpenedApp, name: string, undo: () => Promise<void>): Promise<void> {
  try {
    await opened.change(undo);
    await closeEmptyDraft(opened);
    toasts.say(words.undone(name));
  } catch (problem) {
    toasts.fail(isStale(problem) ? words.notUndone(name) : problem);
  }
}
