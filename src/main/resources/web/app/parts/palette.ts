import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { everywhere } from "../api/everywhere";
import { message } from "../api/http";
import type { OpenedApp } from "../api/opened";
import { icon } from "./icons";
import { Part } from "./page";
import { appsFor, entriesFor, type Entry, type Group, searchesElsewhere } from "./palette/entries";
import { words } from "./words/palette";

/** What the palette is opened for: everything, or only to switch to another app. */
export type Scope = "all" | "apps";

/** Opens the palette with a text to search for, unless a dialog was opened in the meantime. */
export function openPalette(opened: OpenedApp | null, scope: Scope, search: string): void {
  if (document.querySelector("dialog[open], v-palette")) return;
  const palette = document.createElement("v-palette");
  palette.opened = opened;
  palette.scope = scope;
  palette.search = search;
  document.body.append(palette);
}

/** A search over apps, values, secrets, pages and actions. The focus stays in its text field. */
@customElement("v-palette")
export class Palette extends Part {
  @property({ attribute: false }) opened: OpenedApp | null = null;
  @property() scope: Scope = "all";
  @property() search = "";
  @state() private at = 0;
  @state() private problem = "";

  constructor() {
    super();
    this.follow(everywhere);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    everywhere.stop();
  }

  override firstUpdated() {
    this.querySelector("dialog")!.showModal();
    everywhere.open().catch((problem: unknown) => (this.problem = message(problem)));
  }

  protected override updated() {
    if (this.scope === "all" && searchesElsewhere(this.search)) everywhere.search(this.opened?.id ?? null);
    this.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }

  private get groups(): Group[] {
    return this.scope === "apps" ? appsFor(this.opened, this.search) : entriesFor(this.opened, this.search);
  }

  private run(entry: Entry | undefined) {
    if (!entry) return;
    this.querySelector("dialog")!.close();
    entry.run();
  }

  private onInput = (event: InputEvent) => {
    this.search = (event.target as HTMLInputElement).value;
    this.at = 0;
  };

  private onKey = (event: KeyboardEvent, entries: Entry[]) => {
    const last = entries.length - 1;
    const to = {
      ArrowDown: this.at < last ? this.at + 1 : 0,
      ArrowUp: this.at > 0 ? this.at - 1 : last,
      PageDown: Math.min(last, this.at + 8),
      PageUp: Math.max(0, this.at - 8),
    }[event.key];
    if (event.key === "Enter" && !event.isComposing) this.run(entries[this.at]);
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") this.querySelector("dialog")!.close();
    else if (to === undefined) return;
    else this.at = Math.max(0, to);
    event.preventDefault();
  };

  protected override render() {
    const groups = this.groups;
    const entries = groups.flatMap((group) => group.entries);
    // Other apps may be read while the person moves through the list.
    const at = Math.min(this.at, Math.max(0, entries.length - 1));
    const onlyApps = this.scope === "apps";
    let place = 0;
    return html`<dialog
      class="palette"
      aria-label=${onlyApps ? words.switchTitle : words.title}
      @close=${() => this.remove()}
      @click=${(event: Event) => event.target === event.currentTarget && this.querySelector("dialog")!.close()}
    >
      <div class="find">
        ${icon("search")}
        <input
          role="combobox"
          aria-label=${onlyApps ? words.switchPlaceholder : words.placeholder}
          placeholder=${onlyApps ? words.switchPlaceholder : words.placeholder}
          aria-expanded="true"
          aria-controls="palette-list"
          aria-autocomplete="list"
          aria-activedescendant=${entries.length ? `palette-${at}` : nothing}
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          autofocus
          .value=${this.search}
          @input=${this.onInput}
          @keydown=${(event: KeyboardEvent) => this.onKey(event, entries)}
        />
      </div>
      <div class="found" role="listbox" id="palette-list" aria-label=${words.results}>
        ${groups.map(
          (group, number) =>
            html`<div role="group" aria-labelledby="palette-group-${number}">
              <p class="group" id="palette-group-${number}" role="presentation">
                ${group.title}${group.more ? html` <span>(${words.more(group.more)})</span>` : nothing}
              </p>
              ${group.entries.map((entry) => this.option(entry, place++, at))}
            </div>`,
        )}
      </div>
      ${this.state(entries.length)}
    </dialog>`;
  }

  private option(entry: Entry, place: number, at: number) {
    return html`<div
      role="option"
      id="palette-${place}"
      aria-selected=${place === at}
      @pointermove=${() => (this.at = place)}
      @click=${() => this.run(entry)}
    >
      ${icon(entry.icon)}<span class="clip">${entry.title}</span>${
        entry.hint ? html`<span class="soft small clip">${entry.hint}</span>` : nothing
      }
    </div>`;
  }

  private state(count: number) {
    const searching = this.scope === "all" && searchesElsewhere(this.search);
    const said = [
      count || !this.search ? (this.search ? words.count(count) : "") : words.none(this.search.trim()),
      searching && everywhere.busy ? words.searching : "",
      searching && everywhere.left ? words.left(everywhere.left) : "",
    ].filter(Boolean);
    return html`<footer class="said">
      <span role="status">${this.problem || said.join(" ")}</span>
      <span class="spring"></span>
      <span class="wide-only"><kbd>↑</kbd> <kbd>↓</kbd> ${words.keys.move}</span>
      <span class="wide-only"><kbd>Enter</kbd> ${words.keys.open}</span>
      <span class="wide-only"><kbd>Esc</kbd> ${words.keys.close}</span>
    </footer>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "v-palette": Palette;
  }
}
