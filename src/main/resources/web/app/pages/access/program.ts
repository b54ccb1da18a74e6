import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { Following } from "../../parts/page";
import { copy } from "../../parts/copying";
import { icon } from "../../parts/icons";
import { environment, SNIPPETS, type Source } from "./snippets";
import { words } from "./words";

const PLACEHOLDER = "vrt_…";

/** How a program reads the app's values: in six ways, with the address, the app and the token filled in. */
@customElement("v-program")
export class Program extends Following {
  /** The token; empty once it is no longer known. */
  @property() token = "";
  /** The names that the token is limited to; none for all. */
  @property({ attribute: false }) names: string[] = [];
  @state() private chosen = 0;

  private get source(): Source {
    const first = this.names[0] ?? this.opened.values[0]?.name ?? "greeting";
    return {
      url: location.origin + location.pathname.replace(/\/(index\.html)?$/, ""),
      app: this.opened.app!.client_app_id,
      token: this.token || PLACEHOLDER,
      value: first,
    };
  }

  private onKey = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === "Home") this.chosen = 0;
    else if (event.key === "End") this.chosen = SNIPPETS.length - 1;
    else if (step) this.chosen = (this.chosen + step + SNIPPETS.length) % SNIPPETS.length;
    else return;
    event.preventDefault();
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("[role=tab][aria-selected=true]")?.focus());
  };

  protected override render() {
    const text = words.program;
    const snippet = SNIPPETS[this.chosen]!;
    return html`<section class="stack program" aria-labelledby="program-title">
      <h3 id="program-title">${text.title}</h3>
      ${this.token ? nothing : html`<p class="hint">${text.placeholder}</p>`}
      <div class="tabs" role="tablist" aria-label=${text.tabs} @keydown=${this.onKey}>
        ${SNIPPETS.map(
          ({ title }, place) =>
            html`<button
              type="button"
              role="tab"
              id="tab-${place}"
              aria-selected=${place === this.chosen}
              aria-controls="tab-panel"
              tabindex=${place === this.chosen ? 0 : -1}
              @click=${() => (this.chosen = place)}
            >
              ${title}
            </button>`,
        )}
      </div>
      <div class="stack" role="tabpanel" id="tab-panel" aria-labelledby="tab-${this.chosen}">
        ${
          snippet.whole
            ? nothing
            : html`<p class="label">${text.first}</p>
                ${this.code(text.environment, environment(this.source))}
                <p class="label">${text.second}</p>`
        }
        <p class="hint">${snippet.before}</p>
        ${this.code(snippet.what, snippet.text(this.source))}
      </div>
    </section>`;
  }

  private code(what: string, text: string) {
    return html`<div class="snippet">
      <pre class="mono" tabindex="0" role="region" aria-label=${what}>${text}</pre>
      <button
        type="button"
        class="button small"
        aria-label=${words.program.copy(what)}
        @click=${() => copy(text, words.program.copied(what))}
      >
        ${icon("copy")} Copy
      </button>
    </div>`;
  }
}
