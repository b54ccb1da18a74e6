import { html, render } from "lit";
import { head } from "./dialog";
import { words } from "./words/shortcuts";

/** Shows the keyboard shortcuts that work on every page. */
export function showShortcuts(): void {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "shortcuts-title");
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  render(
    html`${head("shortcuts-title", words.title, () => dialog.close())}
      <div class="body">
        <dl class="keys">
          ${words.keys.map(
            ([keys, what]) =>
              html`<div>
                <dt>${keys.map((key) => html`<kbd>${key}</kbd> `)}</dt>
                <dd>${what}</dd>
              </div>`,
          )}
        </dl>
      </div>`,
    dialog,
  );
  dialog.showModal();
}
