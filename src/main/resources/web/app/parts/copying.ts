import { toasts } from "./toasts";
import { words } from "./words/copying";

/** Copies a text, and says so. */
export async function copy(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toasts.say(done);
  } catch {
    toasts.fail(words.refused);
  }
}
