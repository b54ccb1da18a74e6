import type { ReactiveController, ReactiveControllerHost } from "lit";

/** How many pixels above and below the visible ones are drawn, so that scrolling and the arrow keys reach cards. */
const SPARE = 600;

/** A card by its place in the list, or a gap in place of cards that are not drawn, in pixels. */
export type Drawn = { place: number } | { gap: number; key: string };

/**
 * Which cards of a long list are drawn. Closed cards have the same height. The heights of opened ones are measured; the
 * first guess is that of a closed one. The card that has the focus always stays drawn.
 */
export class CardWindow implements ReactiveController {
  private readonly heights = new Map<string, number>();
  private usual = 52;
  private first = 0;
  private last = 30;
  private ids: string[] = [];
  private observed = new WeakSet<Element>();
  private readonly sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) this.measure(target as HTMLElement);
    this.moved();
  });

  constructor(private readonly host: ReactiveControllerHost & HTMLElement) {
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener("scroll", this.moved, { capture: true, passive: true });
    addEventListener("resize", this.moved);
  }

  hostDisconnected(): void {
    document.removeEventListener("scroll", this.moved, { capture: true });
    removeEventListener("resize", this.moved);
    this.sizes.disconnect();
    this.observed = new WeakSet();
  }

  hostUpdated(): void {
    for (const card of this.host.querySelectorAll("[data-card]")) {
      if (this.observed.has(card)) continue;
      this.observed.add(card);
      this.sizes.observe(card);
    }
    this.moved();
  }

  private measure(card: HTMLElement): void {
    const id = card.dataset["card"];
    const height = card.offsetHeight + parseFloat(getComputedStyle(card).marginBottom);
    if (!id || !card.offsetHeight) return;
    if (card.dataset["open"] === undefined) {
      this.usual = height;
      this.heights.delete(id);
    } else this.heights.set(id, height);
  }

  private heightOf(place: number): number {
    return this.heights.get(this.ids[place]!) ?? this.usual;
  }

  private readonly moved = (): void => {
    const list = this.host.querySelector("[data-cards]");
    if (!list) return;
    const top = list.getBoundingClientRect().top;
    const end = innerHeight + SPARE;
    let [first, last, at] = [0, -1, top];
    for (let place = 0; place < this.ids.length; place++) {
      const height = this.heightOf(place);
      if (at + height < -SPARE) first = place + 1;
      at += height;
      if (at > end) {
        last = place + 1;
        break;
      }
    }
    // Beyond the end of the list: how many would be drawn if there were more.
    if (last < 0) last = this.ids.length + Math.ceil((end - at) / this.usual);
    if (first === this.first && last === this.last) return;
    this.first = first;
    this.last = last;
    this.host.requestUpdate();
  };

  /** The cards to draw, in their order, and the gaps between them. */
  of(ids: string[]): Drawn[] {
    this.ids = ids;
    const first = Math.min(this.first, Math.max(0, ids.length - 1));
    const focused = document.activeElement?.closest<HTMLElement>("[data-card]")?.dataset["card"];
    const kept = focused === undefined ? -1 : ids.indexOf(focused);
    const drawn: Drawn[] = [];
    let gap = 0;
    const skip = () => {
      if (gap) drawn.push({ gap, key: `gap-${drawn.filter((one) => "gap" in one).length}` });
      gap = 0;
    };
    for (let place = 0; place < ids.length; place++) {
      if ((place < first || place >= this.last) && place !== kept) {
        gap += this.heightOf(place);
        continue;
      }
      skip();
      drawn.push({ place });
    }
    skip();
    return drawn;
  }
}
