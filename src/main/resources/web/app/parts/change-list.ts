import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { type ItemContents, MOST_CONTENTS, type ReadContents } from "../api/changes";
import { message } from "../api/http";
import { CardWindow, type Drawn } from "./card-window";
import { changeCard, type ShownChange } from "./change-card";
import { Part } from "./page";
import { searchField } from "./search-field";
import { segments } from "./segments";
import { words } from "./words/changes";

/** Up to this number of changes, all are open at first. Above it there is a search, too. */
const FEW = 20;

type Action = ShownChange["action"] | "all";

const NOTHING_ABOVE = (): typeof nothing => nothing;

/**
 * A list of changes, one card each. Only the cards near the visible ones are drawn, and only their contents are read, so
 * that thousands of changes are as quick as a few.
 */
@customElement("v-change-list")
export class ChangeList extends Part {
  @property({ attribute: false }) changes: readonly ShownChange[] = [];
  @property({ attribute: false }) read!: ReadContents;
  /** What the states before and after are called. */
  @property({ attribute: false }) beforeTitle = "";
  @property({ attribute: false }) afterTitle = "";
  /** Whether all are closed at first, also a few. */
  @property({ type: Boolean }) closed = false;
  @property({ attribute: false }) who: (user: string | null) => string = () => "";
  /** What is shown above the content of a card. */
  @property({ attribute: false }) above: (change: ShownChange) => TemplateResult | typeof nothing = NOTHING_ABOVE;
  @property({ attribute: false }) onLeaveOut: ((change: ShownChange) => void) | undefined;
  @state() private wanted = "";
  @state() private action: Action = "all";
  /** The cards that the person opened or closed. */
  @state() private toggled = new Map<string, boolean>();
  @state() private allOpen: boolean | null = null;
  @state() private contents = new Map<string, ItemContents>();
  @state() private problem = "";
  /** The ids whose contents were read, or are being read, since the changes were last replaced. */
  private asked = new Set<string>();
  private reading = false;
  private readonly window = new CardWindow(this);

  protected override willUpdate(changed: Map<string, unknown>) {
    if (changed.has("changes") || changed.has("read")) {
      this.asked = new Set();
      this.problem = "";
    }
    // Contents of another comparison must not be shown; those of the same draft stay until they are read again.
    if (changed.has("beforeTitle") || changed.has("afterTitle")) this.contents = new Map();
  }

  protected override updated() {
    void this.readDrawn();
  }

  /** Reads the contents of the cards that are drawn, in batches, until all are there. */
  private async readDrawn(): Promise<void> {
    if (this.reading || this.problem) return;
    const drawn = [...this.querySelectorAll<HTMLElement>("[data-card]")].map((card) => card.dataset["card"]!);
    const ids = drawn.filter((id) => !this.asked.has(id)).slice(0, MOST_CONTENTS);
    if (!ids.length) return;
    const { read, asked } = this;
    ids.forEach((id) => asked.add(id));
    this.reading = true;
    try {
      const items = await read(ids);
      if (read === this.read) this.contents = new Map([...this.contents, ...items]);
    } catch (problem) {
      if (read === this.read) this.problem = message(problem);
    } finally {
      this.reading = false;
      if (read !== this.read) this.requestUpdate();
    }
  }

  private isOpen(change: ShownChange): boolean {
    return (
      this.toggled.get(change._id) ??
      this.allOpen ??
      ((!this.closed && this.changes.length <= FEW) || !!change.conflict)
    );
  }

  private get found(): ShownChange[] {
    const text = this.wanted.toLowerCase();
    return this.changes.filter(
      ({ action, name, previous_name }) =>
        (this.action === "all" || action === this.action) &&
        (!text || name.toLowerCase().includes(text) || !!previous_name?.toLowerCase().includes(text)),
    );
  }

  protected override render() {
    const found = this.found;
    const drawn = this.window.of(found.map(({ _id }) => _id));
    return html`${this.changes.length > FEW ? this.tools(found.length) : nothing}
      ${this.problem ? html`<p class="note bad" role="alert">${this.problem}</p>` : nothing}
      ${found.length === 0 && this.changes.length > 0 ? html`<p class="empty">${words.nothingFound}</p>` : nothing}
      <ol class="changes" data-cards role="list" aria-label=${words.list}>
        ${repeat(
          drawn,
          (one) => ("gap" in one ? one.key : found[one.place]!._id),
          (one) => this.drawn(one, found),
        )}
      </ol>`;
  }

  private drawn(one: Drawn, found: ShownChange[]) {
    if ("gap" in one) return html`<li aria-hidden="true" .style=${`height:${one.gap}px`}></li>`;
    const change = found[one.place]!;
    const isOpen = this.isOpen(change);
    return changeCard({
      change,
      contents: this.contents.get(change._id),
      place: one.place,
      count: found.length,
      isOpen,
      before: this.beforeTitle,
      after: this.afterTitle,
      who: this.who,
      above: isOpen ? this.above(change) : nothing,
      onToggle: () => (this.toggled = new Map(this.toggled).set(change._id, !isOpen)),
      onLeaveOut: this.onLeaveOut && (() => this.onLeaveOut!(change)),
    });
  }

  private tools(shown: number) {
    const has = (action: Action) => this.changes.some((change) => change.action === action);
    const actions = (["created", "changed", "deleted"] as const).filter(has);
    const options: [Action, string][] = [
      ["all", words.all],
      ...actions.map((one): [Action, string] => [one, words.actions[one]]),
    ];
    return html`<div class="tools">
      ${searchField({
        label: words.search,
        placeholder: words.searchHint,
        text: this.wanted,
        onInput: (text) => (this.wanted = text),
      })}
      ${
        actions.length > 1
          ? html`<fieldset class="segments">
              <legend class="unseen">${words.filter}</legend>
              ${segments("change-filter", options, this.action, (action) => (this.action = action))}
            </fieldset>`
          : nothing
      }
      <span class="soft small" role="status">${words.count(shown, this.changes.length)}</span>
      <span class="spring"></span>
      <button class="button small" @click=${() => this.openAll(!this.allOpen)}>
        ${this.allOpen ? words.closeAll : words.openAll}
      </button>
    </div>`;
  }

  private openAll(open: boolean) {
    this.allOpen = open;
    this.toggled = new Map();
  }
}
