import { html, render, type TemplateResult } from "lit";
import { icon } from "./icons";
import { words } from "./words/dialog";

export interface Confirmation {
  title: string;
  body: TemplateResult | string;
  /** The label of the button that confirms. */
  action: string;
  danger?: boolean;
  /** A word that must be typed first. */
  type?: string;
  /** The label of a box that must be ticked first. */
  tick?: string;
}

/** Asks before something is done; true if the person confirms. */
export function confirm(question: Confirmation): Promise<boolean> {
  return new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    dialog.setAttribute("aria-labelledby", "confirm-title");
    let typed = !question.type;
    let ticked = !question.tick;
    const close = (yes: boolean) => {
      if (!dialog.isConnected) return;
      dialog.close();
      dialog.remove();
      resolve(yes);
    };
    const draw = () =>
      render(
        html`<form
          @submit=${(event: Event) => {
            event.preventDefault();
            if (typed && ticked) close(true);
          }}
        >
          <header><h2 id="confirm-title">${question.title}</h2></header>
          <div class="body">
            <div class="stack">${question.body}</div>
            ${
              question.type
                ? html`<div class="field">
                    <label for="confirm-type">${words.toGoOn(html`<code>${question.type}</code>`)}</label>
                    <input
                      class="input"
                      id="confirm-type"
                      autocomplete="off"
                      spellcheck="false"
                      autofocus
                      @input=${(event: InputEvent) => {
                        typed = (event.target as HTMLInputElement).value === question.type;
                        draw();
                      }}
                    />
                  </div>`
                : ""
            }
            ${
              question.tick
                ? html`<label class="check"
                    ><input
                      type="checkbox"
                      @change=${(event: Event) => {
                        ticked = (event.target as HTMLInputElement).checked;
                        draw();
                      }}
                    />${question.tick}</label
                  >`
                : ""
            }
          </div>
          <footer>
            <button
              type="button"
              class="button"
              ?autofocus=${question.danger && !question.type}
              @click=${() => close(false)}
            >
              ${words.cancel}
            </button>
            <button
              class="button ${question.danger ? "danger" : "primary"}"
              ?disabled=${!typed || !ticked}
              ?autofocus=${!question.danger}
            >
              ${question.action}
            </button>
          </footer>
        </form>`,
        dialog,
      );
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      close(false);
    });
    // Browsers close a dialog without asking if Esc is pressed twice.
    dialog.addEventListener("close", () => {
      close(false);
    });
    document.body.append(dialog);
    draw();
    dialog.showModal();
  });
}

/** Closes the questions and lists above the page, as if the person had cancelled them. */
export function closeAll(): void {
  document.querySelectorAll<HTMLDialogElement>("body > dialog, body > v-palette > dialog").forEach((dialog) => {
    dialog.close();
  });
}

/** Asks before what was typed is lost; true if the person agrees. */
export function confirmDiscard(): Promise<boolean> {
  return confirm({ ...words.discard, danger: true });
}

/** Asks before an app is deleted, whose name must be typed; true if the person confirms. */
export function confirmAppDeletion(name: string): Promise<boolean> {
  return confirm({
    title: words.deleteApp.title(name),
    body: html`<p>${words.deleteApp.body}</p>`,
    action: words.deleteApp.action,
    danger: true,
    type: name,
  });
}

/** The head of a dialog, with a button that closes it. */
export function head(id: string, title: unknown, close: () => void): TemplateResult {
  return html`<header>
    <h2 id=${id} class="clip">${title}</h2>
    <button type="button" class="button quiet icon-only" aria-label=${words.close} @click=${close}>
      ${icon("close")}
    </button>
  </header>`;
}
