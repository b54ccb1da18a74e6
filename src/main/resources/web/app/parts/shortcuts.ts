import { html, render } from "lit";
import { head } from "./dialog";

const KEYS: [keys: string[], what: string][] = [
  [["Ctrl", "K"], "Search everything, and commands"],
  [["/"], "Search"],
  [["c"], "Create"],
  [["r"], "Review the draft"],
  [["↑", "↓"], "From row to row"],
  [["Enter"], "Open the row"],
  [["Del"], "Delete the row’s value or secret"],
  [["Ctrl", "Enter"], "Save what is open"],
  [["Esc"], "Close it"],
  [["?"], "This list"],
];

/** Shows the keyboard shortcuts that work on every page. */
export function showShortcuts(): void {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "shortcuts-title");
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  render(
    html`${head("shortcuts-title", "Keyboard shortcuts", () => dialog.close())}
      <div class="body">
        <dl class="keys">
          ${KEYS.map(
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
