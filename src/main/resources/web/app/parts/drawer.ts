import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { OpenedApp } from "../api/opened";
import { head } from "./dialog";
import { AppFollower, Working } from "./page";

interface Form {
  title: unknown;
  body: unknown;
  /** The buttons. */
  footer: unknown;
}

/**
 * A form in a dialog. It opens as soon as it is on the page. It sends "closed" when the page should remove it.
 */
export abstract class Drawer extends Working {
  /** The id of the heading that names the dialog. */
  protected abstract readonly titleId: string;

  protected abstract submit(): Promise<unknown>;

  override firstUpdated(): void | Promise<void> {
    this.showModal();
  }

  protected showModal(): void {
    this.querySelector("dialog")!.showModal();
  }

  protected close(): void {
    this.dispatchEvent(new Event("closed"));
  }

  /** A button to close it was pressed. */
  protected leave(): void | Promise<void> {
    this.close();
  }

  /** Esc was pressed. */
  protected cancel(_event: Event): void {
    this.close();
  }

  protected key?(event: KeyboardEvent): void;

  protected dialog(content: TemplateResult, style = ""): TemplateResult {
    return html`<dialog
      class=${style}
      aria-labelledby=${this.titleId}
      @cancel=${(event: Event) => this.cancel(event)}
      @close=${() => this.close()}
      @keydown=${(event: KeyboardEvent) => this.key?.(event)}
    >
      ${content}
    </dialog>`;
  }

  protected form({ title, body, footer }: Form): TemplateResult {
    return html`<form @submit=${this.submitted} novalidate>
      ${head(this.titleId, title, () => void this.leave())}
      <div class="body">
        ${body}
        <p class="note bad" role="alert" ?hidden=${!this.problem}>${this.problem}</p>
      </div>
      <footer>${footer}</footer>
    </form>`;
  }

  /** The usual buttons. */
  protected buttons(action: string, disabled = false): TemplateResult {
    return html`<button type="button" class="button" @click=${() => this.leave()}>Cancel</button>
      <button class="button primary" ?disabled=${disabled} aria-busy=${this.working}><span>${action}</span></button>`;
  }

  private readonly submitted = (event: Event) => {
    event.preventDefault();
    void this.submit();
  };
}

/** A drawer that shows the opened app and follows its changes. */
export abstract class AppDrawer extends Drawer {
  @property({ attribute: false }) opened!: OpenedApp;

  constructor() {
    super();
    new AppFollower(this);
  }
}
