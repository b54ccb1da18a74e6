import type { OpenedApp } from "../api/opened";
import { confirm } from "./dialog";
import { toasts } from "./toasts";

/** Discards the draft of an app, after asking if there are changes in it. */
export async function discardDraft(opened: OpenedApp): Promise<void> {
  const count = opened.pending;
  const yes =
    count === 0 ||
    (await confirm({
      title: "Discard the draft?",
      body: `Its ${count === 1 ? "change is" : `${count} changes are`} lost. What is deployed stays as it is.`,
      action: "Discard",
      danger: true,
    }));
  if (!yes) return;
  try {
    await opened.discard();
    toasts.say("The draft is discarded.");
  } catch (problem) {
    toasts.fail(problem);
  }
}
