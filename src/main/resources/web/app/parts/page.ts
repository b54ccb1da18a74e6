import { LitElement } from "lit";
import { property, state } from "lit/decorators.js";
import { message } from "../api/http";
import type { OpenedApp } from "../api/opened";

/** An element in the light of the document: the one style sheet, labels and password managers reach it. */
export abstract class Part extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Renders again whenever the source tells of a change, for as long as this part is on the page. */
  protected follow(source: EventTarget): void {
    let listener: () => void;
    this.addController({
      hostConnected: () => source.addEventListener("change", (listener = () => this.requestUpdate())),
      hostDisconnected: () => source.removeEventListener("change", listener),
    });
  }
}

/** A part that does something that takes time: one at a time, with what went wrong. */
export abstract class Working extends Part {
  @state() protected working = false;
  @state() protected problem = "";

  /** Does the work unless other work is under way; returns whether it was done. */
  protected async work(what: () => Promise<void>): Promise<boolean> {
    if (this.working) return false;
    this.working = true;
    this.problem = "";
    try {
      await what();
      return true;
    } catch (problem) {
      this.problem = message(problem);
      return false;
    } finally {
      this.working = false;
    }
  }
}

/** A part that shows the opened app, and follows it. */
export abstract class Following extends Working {
  @property({ attribute: false }) opened!: OpenedApp;
  private followed: OpenedApp | null = null;
  private told = () => this.requestUpdate();

  protected override willUpdate(): void {
    if (this.opened === this.followed) return;
    this.followed?.removeEventListener("change", this.told);
    this.followed = this.opened;
    this.followed.addEventListener("change", this.told);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.followed?.removeEventListener("change", this.told);
    this.followed = null;
  }
}
