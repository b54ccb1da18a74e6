import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { OpenedApp } from "../api/opened";
import { get } from "../api/requests";
import { session } from "../api/session";
import type { Token } from "../api/types";
import { href, NEW } from "../router";
import { icon } from "./icons";
import { Following } from "./page";
import { words } from "./words/first-steps";

/** The apps whose first steps are done or dismissed, in this browser. */
const KEY = "valise.steps";
/** How often a visible page asks whether a program has read the values. */
const ASK_EVERY_MS = 6_000;

function over(): string[] {
  return (localStorage.getItem(KEY) ?? "").split(" ").filter(Boolean);
}

interface Step {
  title: string;
  hint: string;
  done: boolean;
  to: string;
}

/** What to do first in a new app. It goes once everything is done, or when the person dismisses it. */
@customElement("v-first-steps")
export class FirstSteps extends Following {
  /** Whether a program has read the app's values; null while that is not known. */
  @state() private read: boolean | null = null;
  private asked: OpenedApp | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback() {
    super.connectedCallback();
    this.timer = setInterval(() => {
      if (!document.hidden && this.read === false && !session.expired && this.shown) void this.ask();
    }, ASK_EVERY_MS);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  protected override willUpdate() {
    if (this.asked === this.opened) return;
    this.asked = this.opened;
    this.read = null;
    if (this.shown) void this.ask();
  }

  /** Whether they can be shown at all. */
  private get shown(): boolean {
    return session.mayWrite && !over().includes(this.opened.id);
  }

  private async ask() {
    const { opened } = this;
    const tokens = await get<Token[]>(opened.path("/runtime_tokens")).catch(() => null);
    if (tokens && opened === this.opened) this.read = tokens.some((token) => token.last_used);
  }

  private end() {
    localStorage.setItem(KEY, [...new Set([...over(), this.opened.id])].join(" "));
    this.requestUpdate();
  }

  private dismiss = () => {
    this.end();
    document.querySelector<HTMLElement>("main")?.focus();
  };

  private get steps(): Step[] {
    const { opened } = this;
    const linked = opened.values.some((value) => value.from_secret);
    return [
      {
        title: words.value,
        hint: words.valueHint,
        done: opened.values.some((value) => !value.from_secret),
        to: href("values", opened.id, NEW),
      },
      {
        title: words.secret,
        hint: words.secretHint,
        done: linked && opened.secrets.length > 0,
        to: href("values", opened.id, NEW),
      },
      {
        title: words.deploy,
        hint: words.deployHint,
        done: opened.newest?.status === "successful",
        to: href("review", opened.id),
      },
      {
        title: words.read,
        hint: words.readHint,
        done: this.read === true,
        to: `${href("access", opened.id)}?create`,
      },
    ];
  }

  protected override updated() {
    if (this.shown && this.read && this.steps.every((step) => step.done)) this.end();
  }

  protected override render() {
    if (!this.shown || this.read === null) return nothing;
    const { steps } = this;
    const done = steps.filter((step) => step.done).length;
    if (done === steps.length) return nothing;
    return html`<section class="card steps" aria-labelledby="steps-title">
      <div class="card-head">
        <h2 id="steps-title">${words.title}</h2>
        <span class="soft small" role="status">${words.progress(done, steps.length)}</span>
        <span class="spring"></span>
        <button class="button quiet small icon-only" aria-label=${words.dismiss} @click=${this.dismiss}>
          ${icon("close")}
        </button>
      </div>
      <ol>
        ${steps.map((step, place) => this.step(step, place))}
      </ol>
    </section>`;
  }

  private step({ title, hint, done, to }: Step, place: number) {
    if (done)
      return html`<li class="done">
        ${icon("check")}<strong><span class="unseen">${words.done} </span>${title}</strong>
      </li>`;
    return html`<li>
      <span class="number" aria-hidden="true">${place + 1}</span><a class="strong" href=${to}>${title}</a>
      <span class="soft small">${hint}</span>
    </li>`;
  }
}
