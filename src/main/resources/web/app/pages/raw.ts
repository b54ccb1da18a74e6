import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { readContents } from "../api/contents";
import { message } from "../api/http";
import * as exact from "../api/json";
import { session } from "../api/session";
import { confirm } from "../parts/dialog";
import { icon } from "../parts/icons";
import type { JsonEditor } from "../parts/json-editor";
import { Following } from "../parts/page";
import { toasts } from "../parts/toasts";
import { Unsaved } from "../parts/unsaved";
import { href } from "../router";
import { type Changes, type Contents, type Format, merged, namesOf, read, write } from "./raw/document";
import { linkNote, textField } from "./raw/parts";
import { previewOf } from "./raw/preview";
import { faultsOf, Moved, preview, saveAll } from "./raw/saving";
import { words } from "./raw/words";

/** How long nothing must be typed until the service is asked what a save would change. */
const PAUSE_MS = 400;

/** All values of an app as one text. Values that link to secrets are not in it, and saving keeps them. */
@customElement("v-raw")
export class RawEditor extends Following {
  @state() private format: Format = "json";
  @state() private text = "";
  /** The contents that the text began with; null until they are read. */
  @state() private base: Contents | null = null;
  /** What the text says; null if it is wrong. */
  @state() private typed: Contents | null = null;
  @state() private fault = "";
  /** What the service says that a save would change; null until it has answered. */
  @state() private changes: Changes | null = null;
  @state() private isMerged = false;
  private begun = "";
  private read = "";
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    new Unsaved(this, () => this.isTyped);
  }

  private get isTyped(): boolean {
    return this.text !== this.begun;
  }

  protected override updated() {
    const state = [this.opened.id, ...this.opened.values.map((value) => value.etag + value.name)].join();
    if (state === this.read || (this.isTyped && this.base)) return;
    this.read = state;
    void this.work(() => this.beginAnew());
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  private begin(contents: Contents) {
    this.base = this.typed = contents;
    this.text = this.begun = write(contents, this.format);
    this.fault = "";
    this.isMerged = false;
    this.changes = { created: [], updated: [], removed: [] };
  }

  /** Begins with what is stored now. What was typed meanwhile stays. */
  private async beginAnew() {
    const before = this.text;
    const contents = await readContents(this.opened);
    const text = this.text;
    this.begin(contents);
    if (text !== before) this.type(text);
  }

  private type(text: string) {
    if (text === this.text) return;
    this.text = text;
    this.changes = null;
    clearTimeout(this.timer);
    try {
      this.typed = read(text, this.format, this.base!);
      this.fault = "";
    } catch (problem) {
      this.typed = null;
      this.fault = message(problem);
      return;
    }
    this.timer = setTimeout(() => void this.ask(), PAUSE_MS);
  }

  /** The service checks the text, names and all, and says what would change. */
  private async ask() {
    const { text } = this;
    try {
      const changes = await preview(this.opened, this.json);
      if (text === this.text) this.changes = changes;
    } catch (problem) {
      if (text === this.text) this.fault = faultsOf(problem);
    }
  }

  /** The text as JSON. JSON is sent as it was typed, so that the service finds names that occur twice. */
  private get json(): string {
    if (this.format === "json") return this.text;
    return exact.write(Object.fromEntries([...this.typed!].map(([name, text]) => [name, exact.read(text)])));
  }

  private async choose(format: Format) {
    const typed = this.typed;
    if (typed) {
      const wasTyped = this.isTyped;
      this.begun = write(this.base!, format);
      this.text = wasTyped ? write(typed, format) : this.begun;
      this.format = format;
      if (wasTyped) void this.ask();
    }
    this.requestUpdate();
    await this.updateComplete;
    // The text is wrong, so it cannot be written in the other format.
    if (!typed) this.querySelector<JsonEditor>("v-json-editor")?.focus();
  }

  private readonly reset = async () => {
    if (!(await confirm({ ...words.toReset, danger: true }))) return;
    await this.work(async () => this.begin(await readContents(this.opened)));
  };

  private readonly save = async () => {
    const changes = this.changes;
    if (!changes || !namesOf(changes).length || this.fault) return;
    await this.work(async () => {
      try {
        await saveAll(this.opened, this.base!, this.json);
      } catch (problem) {
        if (problem instanceof Moved) this.merge(problem.contents);
        throw problem;
      }
      toasts.say(words.saved(namesOf(changes).length, !!this.opened.draft));
      await this.beginAnew();
    });
  };

  private merge(theirs: Contents) {
    const mine = merged(this.base!, theirs, this.typed!);
    this.begin(theirs);
    this.isMerged = true;
    this.type(write(mine, this.format));
  }

  private readonly key = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void this.save();
  };

  protected override render() {
    const links = this.opened.values.filter((value) => value.from_secret).map((value) => value.name);
    return html`<div class="page">
      <div class="page-head">
        <h1>${words.title}</h1>
        <a class="button" href=${href("values", this.opened.id)}>${words.back}</a>
        <p class="lead">${words.lead}</p>
      </div>
      ${session.mayWrite ? nothing : html`<p class="note">${icon("info")}<span>${words.readOnly}</span></p>`}
      ${this.base ? this.editor(this.base) : nothing} ${links.length ? linkNote(this.opened, links) : nothing}
    </div>`;
  }

  private editor(base: Contents) {
    const { format, changes, typed, fault } = this;
    const count = changes && !fault ? namesOf(changes).length : 0;
    return html`<div class="raw" @keydown=${this.key}>
      ${textField({
        format,
        text: this.text,
        fault,
        onFormat: (chosen) => void this.choose(chosen),
        onType: (text) => this.type(text),
      })}
      ${this.problem ? html`<p class="note bad break" role="alert">${this.problem}${this.isMerged ? ` ${words.merged}` : ""}</p>` : nothing}
      <section class="stack" aria-labelledby="raw-preview" aria-busy=${changes === null && !fault}>
        <h2 id="raw-preview">${words.preview}</h2>
        <div class="stack" role="status">${changes && typed && !fault ? previewOf(changes, base, typed) : nothing}</div>
      </section>
      ${session.mayWrite ? this.buttons(count) : nothing}
    </div>`;
  }

  private buttons(count: number) {
    return html`<div class="row">
      <button class="button primary" ?disabled=${!count} aria-busy=${this.working} @click=${this.save}>
        <span>${this.opened.deploysAtOnce ? words.saveAndDeploy : words.save}</span>
      </button>
      <button class="button" ?disabled=${!this.isTyped} @click=${this.reset}>${words.reset}</button>
    </div>`;
  }
}
