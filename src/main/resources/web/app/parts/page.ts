import { LitElement, type ReactiveController, type ReactiveControllerHost } from "lit";
import { property, state } from "lit/decorators.js";
import { message } from "../api/http";
import type { OpenedApp } from "../api/opened";

/** An element without a shadow root, so that the style sheet, labels and password managers reach what is in it. */
export abstract class Part extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Renders again on each change of the source, while this part is on the page. */
  protected follow(source: EventTarget): void {
    const listener = () => {
      this.requestUpdate();
    };
    this.addController({
      hostConnected: () => {
        source.addEventListener("change", listener);
      },
      hostDisconnected: () => {
        source.removeEventListener("change", listener);
      },
    });
  }
}

/** A part that does work that takes time: one piece at a time. It keeps the error of the last one. */
export abstract class Working extends Part {
  @state() protected working = false;
  @state() protected problem = "";

  /** Does the work unless other work is under way; returns whether it succeeded. */
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

/** Renders a part again on each change of the app that it shows, also after it was given another app. */
export class AppFollower implements ReactiveController {
  private followed: OpenedApp | null = null;

  constructor(private readonly host: ReactiveControllerHost & { readonly opened: OpenedApp | null }) {
    host.addController(this);
  }

  private readonly changed = () => {
    this.host.requestUpdate();
  };

  hostUpdate(): void {
    if (this.host.opened !== this.followed) this.follow(this.host.opened);
  }

  hostDisconnected(): void {
    this.follow(null);
  }

  private follow(app: OpenedApp | null): void {
    this.followed?.removeEventListener("change", this.changed);
    this.followed = app;
    this.followed?.addEventListener("change", this.changed);
  }
}

/** A part that shows the opened app and follows its changes. */
export abstract class Following extends Working {
  @property({ attribute: false }) opened!: OpenedApp;

  constructor() {
    super();
    new AppFollower(this);
  }
}
