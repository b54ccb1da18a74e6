import { nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { AppDrawer } from "./drawer";
import { staleNote, type Theirs } from "./stale";

/**
 * A drawer with an item that others may change while it is open. It never replaces a version that the person has not
 * seen: if there is one, they choose which version to keep.
 */
export abstract class Versions<T> extends AppDrawer {
  /** The item as somebody else saved it after it was opened here. */
  @state() protected theirs: Theirs<T> | null = null;
  @state() private looking = false;
  /** What was typed when it was opened; null until the item is filled in. */
  protected saved: string | null = null;
  /** The ETag in the list that was last looked at. */
  private noticed: string | null | undefined;

  /** What kind of item it is, such as "value". */
  protected abstract readonly kind: string;

  /** All that is typed, as one text to compare with. */
  protected abstract typed(): string;

  /** Both versions of the item. */
  protected abstract both(theirs: Theirs<T>): TemplateResult;

  /** Makes the next save replace their version, or create the item again if they deleted it. */
  protected abstract replace(theirs: Theirs<T>): void;

  /** Fills in their version. */
  protected abstract take(theirs: Theirs<T>): void;

  /** Sets the focus after their version was filled in. */
  protected abstract focusTaken(): void;

  /** Whether their version is what the person wanted to save. */
  protected isSame(_theirs: Theirs<T>): boolean {
    return false;
  }

  /** The ETag of the item that was opened; undefined to create one. */
  protected get openedEtag(): string | undefined {
    return undefined;
  }

  /** Its ETag in the page's list now; null if it is not there, undefined if the list has none. */
  protected get listedEtag(): string | null | undefined {
    return undefined;
  }

  /** Reads the item as it is now. */
  protected readNow(): Promise<Theirs<T>> | undefined {
    return undefined;
  }

  protected override isTyped(): boolean {
    return this.saved !== null && this.typed() !== this.saved;
  }

  protected override updated(): void {
    void this.notice();
  }

  /** Asks which version to keep as soon as the page's list shows another one than was opened. */
  private async notice(): Promise<void> {
    const listed = this.listedEtag;
    if (this.saved === null || this.working || this.theirs || listed === undefined || listed === this.noticed) return;
    this.noticed = listed;
    if (listed === this.openedEtag || !this.openedEtag) return;
    const theirs = await this.readNow()?.catch(() => undefined);
    if (!theirs || this.working || theirs.item?.etag === this.openedEtag) return;
    if (!this.isSame(theirs)) {
      this.theirs = theirs;
      return;
    }
    this.replace(theirs);
    this.saved = this.typed();
  }

  protected ask(theirs: Theirs<T> | null): void {
    this.theirs = theirs;
    this.looking = false;
  }

  protected async keepMine(): Promise<void> {
    this.replace(this.theirs!);
    this.theirs = null;
    await this.submit();
  }

  private async takeTheirs(): Promise<void> {
    this.take(this.theirs!);
    this.theirs = null;
    await this.updateComplete;
    this.saved = this.typed();
    this.focusTaken();
  }

  protected question() {
    const { theirs } = this;
    if (!theirs) return nothing;
    return staleNote({
      opened: this.opened,
      kind: this.kind,
      theirs,
      looking: this.looking,
      both: () => this.both(theirs),
      onMine: () => void this.keepMine(),
      onTheirs: () => void this.takeTheirs(),
      onLook: () => (this.looking = !this.looking),
      onClose: () => {
        this.close();
      },
    });
  }
}
