import { session } from "./session";
import { hearChanged } from "./tabs";

/** How often a visible page checks whether somebody else has deployed. */
const CHECK_EVERY_MS = 6_000;

interface Watched {
  /** Looks whether something has changed. */
  check: () => Promise<unknown>;
  /** Reads everything again. */
  reload: () => Promise<unknown>;
}

/** Watches an app while its page is visible: every few seconds, and when another tab has written something. */
export class Watch {
  private readonly timer: ReturnType<typeof setInterval>;
  private readonly deaf: () => void;
  /** Whether another tab has written something that is not shown here yet. */
  private behind = false;

  constructor(
    app: string,
    private readonly watched: Watched,
  ) {
    this.timer = setInterval(() => {
      if (this.behind) this.catchUp();
      else if (this.sees) void watched.check().catch(() => undefined);
    }, CHECK_EVERY_MS);
    this.deaf = hearChanged(app, () => {
      this.behind = true;
      this.catchUp();
    });
    document.addEventListener("visibilitychange", this.catchUp);
  }

  stop(): void {
    clearInterval(this.timer);
    this.deaf();
    document.removeEventListener("visibilitychange", this.catchUp);
  }

  private get sees(): boolean {
    return !document.hidden && !session.expired;
  }

  private readonly catchUp = () => {
    if (!this.behind || !this.sees) return;
    this.behind = false;
    void this.watched.reload().catch(() => undefined);
  };
}
