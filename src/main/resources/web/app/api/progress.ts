/** Shorter requests feel instant, so no progress is shown for them. */
const NOTICED_MS = 300;

/** Whether a request is under way for long enough to show that. */
class Progress extends EventTarget {
  private running = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  shown = false;

  async during<T>(work: Promise<T>): Promise<T> {
    if (this.running++ === 0) this.timer = setTimeout(() => this.show(true), NOTICED_MS);
    try {
      return await work;
    } finally {
      if (--this.running === 0) {
        clearTimeout(this.timer);
        this.show(false);
      }
    }
  }

  private show(shown: boolean): void {
    if (this.shown === shown) return;
    this.shown = shown;
    this.dispatchEvent(new Event("change"));
  }
}

export const progress = new Progress();
