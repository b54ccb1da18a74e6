import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { OpenedApp } from "../api/opened";
import { confirmDiscard, head } from "./dialog";
import { AppFollower, Working } from "./page";
import "./toasts";
import { mayDiscard, Unsaved } from "./unsaved";
import { words } from "./words/dialog";

interface Form {
  title: unknown;
  body: unknown;
  /** The buttons. */
  footer: unknown;
}

/** The fields in which text is typed. */
const TEXT = "input:not([type=checkbox], [type=radio], [readonly]), textarea:not([readonly])";
type TextField = HTMLInputElement | HTMLTextAreaElement;

/**
 * A form in a dialog. It opens as soon as it is on the page. It sends "closed" when the page should remove it. If
 * something is typed, it asks before it closes.
 */
export abstract class Drawer extends Working {
  /** The id of the heading that names the dialog. */
  protected abstract readonly titleId: string;
  private readonly unsaved = new Unsaved(
    this,
    () => this.isTyped(),
    () => this.askToLeave(),
  );
  /** The text in each field when it was opened. */
  private opening = new Map<Element, string>();

  protected abstract submit(): Promise<unknown>;

  override firstUpdated(): void | Promise<void> {
    this.showModal();
  }

  protected showModal(): void {
    this.querySelector("dialog")!.showModal();
    this.opening = new Map(this.textFields.map((field) => [field, field.value]));
  }

  private get textFields(): TextField[] {
    return [...this.querySelectorAll<TextField>(TEXT)];
  }

  /** Whether something is typed that is not saved. */
  protected isTyped(): boolean {
    return this.textFields.some((field) => field.value !== (this.opening.get(field) ?? ""));
  }

  /** Asks before what is in it is lost; true if the person agrees. */
  protected askToLeave(): Promise<boolean> {
    return confirmDiscard();
  }

  protected close(): void {
    this.unsaved.forget();
    this.dispatchEvent(new Event("closed"));
  }

  /** A button to close it was pressed, or Esc. */
  protected async leave(): Promise<void> {
    if (!this.isTyped() || (await mayDiscard())) this.close();
  }

  protected key?(event: KeyboardEvent): void;

  /** Esc was pressed. */
  protected cancel(event: Event): void {
    event.preventDefault();
    void this.leave();
  }

  private readonly cancelled = (event: Event) => {
    this.cancel(event);
  };

  /** Browsers close a dialog without asking if Esc is pressed twice. */
  private readonly closedByBrowser = (event: Event) => {
    if (!this.isConnected) return;
    this.querySelector("dialog")!.showModal();
    this.cancel(event);
  };

  private readonly keyPressed = (event: KeyboardEvent) => {
    this.key?.(event);
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
    if (!(event.target as HTMLElement).closest("[popover]")) this.cancel(event);
  };

  protected dialog(content: TemplateResult, style = ""): TemplateResult {
    return html`<dialog
      class=${style}
      aria-labelledby=${this.titleId}
      @cancel=${this.cancelled}
      @close=${this.closedByBrowser}
      @keydown=${this.keyPressed}
    >
      ${content}<v-toasts></v-toasts>
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
    return html`<button type="button" class="button" @click=${() => this.leave()}>${words.cancel}</button>
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
