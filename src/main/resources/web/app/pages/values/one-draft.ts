import type { OpenedApp } from "../../api/opened";
import { write } from "../../api/requests";
import type { Draft } from "../../api/types";

/**
 * Makes several changes as one. If the app's drafts are turned off, each would be a deployment of its own, so they are
 * collected in a draft that is deployed at once.
 *
 * @param make returns whether anything was changed
 */
export async function inOneDraft(opened: OpenedApp, make: () => Promise<boolean>): Promise<void> {
  if (!opened.deploysAtOnce) {
    await opened.change(make);
    if (opened.draft && opened.pending === 0) await opened.discard();
    return;
  }
  const draft = await write<Draft>("POST", opened.path("/drafts"));
  const path = opened.path(`/drafts/${draft._id}`);
  let deploy = false;
  try {
    deploy = await make();
    if (deploy) await write("POST", `${path}/deployment`);
  } catch (problem) {
    deploy = false;
    throw problem;
  } finally {
    if (!deploy) await write("DELETE", path).catch(() => undefined);
    await opened.reload();
  }
}
