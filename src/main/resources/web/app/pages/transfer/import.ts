import { html, nothing } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { ApiError, json } from "../../api/http";
import { request } from "../../api/requests";
import type { ImportResult } from "../../api/types";
import { writeValue } from "../../api/values";
import { icon } from "../../parts/icons";
import { Following } from "../../parts/page";
import { toasts } from "../../parts/toasts";
import { choose, type Chosen, type Content } from "./file";
import { optionFields } from "./options";
import { countOf, type Preview, previewOf, refusal } from "./preview";
import { words } from "./words";

/** Imports a file. It shows first what that would change. */
@customElement("v-import")
export class Import extends Following {
  @state() private chosen: Chosen | null = null;
  @state() private content: Content = "values";
  /** Whether items that are not in the file are removed. */
  @state() private replace = false;
  /** Whether new secrets get a value that links to them. */
  @state() private link = true;
  @state() private preview: Preview | null = null;
  @state() private faults: string[] = [];
  /** Whether a file is dragged over the field. */
  @state() private over = false;
  @query("input[type=file]") private input!: HTMLInputElement;

  private async pick(file: File | undefined) {
    this.forget();
    if (!file) return;
    const done = await this.work(async () => {
      this.chosen = await choose(file);
      this.content = this.chosen.contents[0]!;
    });
    if (done) await this.loadPreview();
  }

  /** Removes the file from memory, since it may hold secrets. */
  private forget() {
    this.chosen = this.preview = null;
    this.faults = [];
    this.problem = "";
    this.replace = false;
  }

  private readonly cancel = () => {
    this.forget();
    this.input.value = "";
  };

  private send(preview: boolean): Promise<Response> {
    const { file, type } = this.chosen!;
    const query = new URLSearchParams(preview ? { diff: "true" } : {});
    if (this.content === "app") query.set("strategy", "replace-by-name");
    else if (this.replace) query.set("replace", "true");
    const path = `${this.content === "app" ? "" : `/${this.content}`}/import?${query.toString()}`;
    return request(this.opened.path(path), { method: "POST", text: file, type });
  }

  /** What the person wants to import, as one text. */
  private get wanted(): string {
    return `${this.content} ${this.replace}`;
  }

  private async loadPreview(): Promise<void> {
    this.preview = null;
    this.faults = [];
    const asked = this.wanted;
    let preview: Preview | null = null;
    await this.work(() =>
      this.keepFaults(async () => {
        const answer = await this.send(true);
        preview =
          this.content === "app"
            ? { diffs: await json<string[]>(answer) }
            : { names: await json<ImportResult>(answer) };
      }),
    );
    // The person may have chosen something else meanwhile.
    if (!this.working && this.chosen && asked !== this.wanted) return this.loadPreview();
    this.preview = preview;
  }

  /** Keeps what the service says is wrong with the file. */
  private async keepFaults(what: () => Promise<void>): Promise<void> {
    try {
      await what();
    } catch (problem) {
      if (problem instanceof ApiError) this.faults = problem.details.map(({ field, error }) => `${field}: ${error}`);
      throw problem;
    }
  }

  private readonly apply = async () => {
    const { name } = this.chosen!.file;
    const { preview } = this;
    const links = this.content === "secrets" && this.link && preview && "names" in preview ? preview.names.created : [];
    const done = await this.work(() =>
      this.keepFaults(() =>
        this.opened.change(async () => {
          await this.send(false);
          for (const secret of links) await this.linkTo(secret);
        }),
      ),
    );
    if (!done) return;
    toasts.say(words.imported(name, !!this.opened.draft));
    this.cancel();
    await this.updateComplete;
    this.input.focus();
  };

  /** Creates a value of the secret's name that links to it, unless there is a value of that name. */
  private async linkTo(secret: string) {
    try {
      await writeValue(this.opened, { name: secret, text: JSON.stringify(secret), private: false, from_secret: true });
    } catch (problem) {
      if (!(problem instanceof ApiError) || problem.code !== "ValueDuplicateName") throw problem;
    }
  }

  protected override render() {
    return html`<section class="card">
      <div class="card-head"><h2>${words.import}</h2></div>
      <div class="card-body">
        ${this.fileField()} ${this.chosen ? this.options(this.chosen) : nothing}
        ${this.problem ? refusal(this.problem, this.faults) : nothing}
        <div class="stack" role="status">${this.preview ? previewOf(this.preview) : nothing}</div>
        ${this.preview ? this.buttons(countOf(this.preview)) : nothing}
      </div>
    </section>`;
  }

  private fileField() {
    return html`<div
      class="drop ${this.over ? "over" : ""}"
      @dragover=${(event: DragEvent) => {
        event.preventDefault();
        this.over = true;
      }}
      @dragleave=${() => (this.over = false)}
      @drop=${(event: DragEvent) => {
        event.preventDefault();
        this.over = false;
        void this.pick(event.dataTransfer?.files[0]);
      }}
    >
      ${icon("transfer")}
      <label for="import-file"><strong>${words.choose}</strong></label>
      <input
        type="file"
        id="import-file"
        accept=".env,.txt,.json,.yaml,.yml,.zip"
        aria-describedby="import-rule"
        @click=${() => (this.input.value = "")}
        @change=${() => this.pick(this.input.files?.[0])}
      />
      <p class="hint" id="import-rule">${words.rule.before}<code>.env</code>${words.rule.after}</p>
    </div>`;
  }

  private options(chosen: Chosen) {
    return optionFields({
      chosen,
      content: this.content,
      replace: this.replace,
      link: this.link,
      onContent: (content) => {
        this.content = content;
        void this.loadPreview();
      },
      onReplace: (yes) => {
        this.replace = yes;
        void this.loadPreview();
      },
      onLink: (yes) => (this.link = yes),
    });
  }

  private buttons(count: number) {
    return html`${count ? nothing : html`<p class="note">${icon("info")}<span>${words.already}</span></p>`}
      <div class="row">
        <button class="button" @click=${this.cancel}>${words.cancel}</button>
        <button class="button primary" ?disabled=${!count} aria-busy=${this.working} @click=${this.apply}>
          <span>${this.opened.deploysAtOnce ? words.importAndDeploy : words.importToDraft}</span>
        </button>
      </div>`;
  }
}
