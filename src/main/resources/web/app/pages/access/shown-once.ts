import { html, type TemplateResult } from "lit";
import { head } from "../../parts/dialog";
import { icon } from "../../parts/icons";
import { toasts } from "../../parts/toasts";

/** What is shown once, with its name; it is in the page for as long as the dialog that has this is. */
export interface Shown {
  label: string;
  text: string;
}

/** The body and foot of a dialog that shows something for the only time. */
export function shownOnce(title: string, warning: string, parts: Shown[], done: () => void): TemplateResult {
  return html`${head("created-title", title, done)}
    <div class="body">
      <p class="note warn" role="status">${icon("warning")}<span>${warning}</span></p>
      ${parts.map(
        ({ label, text }, place) =>
          html`<div class="field">
            <label for="shown-${place}">${label}</label>
            <div class="row once">
              <input
                class="input mono"
                id="shown-${place}"
                readonly
                autocomplete="off"
                data-1p-ignore
                data-lpignore="true"
                .value=${text}
                @focus=${select}
              />
              <button
                type="button"
                class="button"
                aria-label="Copy ${label.toLowerCase()}"
                @click=${() => copy(label, text)}
              >
                ${icon("copy")} Copy
              </button>
            </div>
          </div>`,
      )}
    </div>
    <footer><button type="button" class="button primary" @click=${done}>I have stored it</button></footer>`;
}

function select(event: Event): void {
  (event.target as HTMLInputElement).select();
}

async function copy(label: string, text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toasts.say(`${label} is copied.`);
  } catch {
    toasts.fail("The browser does not let this page copy. Select the text, then copy it with the keyboard.");
  }
}
