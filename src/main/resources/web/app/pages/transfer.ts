import { html, nothing } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { ApiError, request } from "../api/http";
import { session } from "../api/session";
import { writeValue } from "../api/values";
import { fileDiffs, secretLines, sideBySide, title } from "../parts/diff";
import { download } from "../parts/download";
import { icon } from "../parts/icons";
import { Following } from "../parts/page";
import { toasts } from "../parts/toasts";
import { choose, type Chosen, type Content } from "./transfer/file";

const CONTENTS: Record<Content, string> = { values: "Values", secrets: "Secrets", app: "The whole app" };

/** What an import of values or secrets would do, by name. */
interface Names {
  created: string[];
  updated: string[];
  removed: string[];
  unchanged: string[];
}

/** The app as files: in, after a look at what that would change, and out. */
@customElement("v-transfer")
export class Transfer extends Following {
  @state() private chosen: Chosen | null = null;
  @state() private content: Content = "values";
  @state() private replace = false;
  @state() private link = true;
  @state() private names: Names | null = null;
  @state() private diffs: string[] | null = null;
  @state() private faults: string[] = [];
  @state() private over = false;
  @query("input[type=file]") private input!: HTMLInputElement;

  private pick = async (file: File | undefined) => {
    this.forget();
    if (!file) return;
    const done = await this.work(async () => {
      this.chosen = await choose(file);
      this.content = this.chosen.contents[0]!;
    });
    if (done) await this.preview();
  };

  /** Lets go of the file, which may hold secrets. */
  private forget() {
    this.chosen = this.names = this.diffs = null;
    this.faults = [];
    this.problem = "";
    this.replace = false;
  }

  private cancel = () => {
    this.forget();
    this.input.value = "";
  };

  private address(diff: boolean): string {
    const query = new URLSearchParams(diff ? { diff: "true" } : {});
    if (this.content === "app") query.set("strategy", "replace-by-name");
    else if (this.replace) query.set("replace", "true");
    return this.opened.path(`${this.content === "app" ? "" : `/${this.content}`}/import?${query}`);
  }

  private async preview() {
    this.names = this.diffs = null;
    this.faults = [];
    await this.work(async () => {
      const { file, type } = this.chosen!;
      const answer = await (
        await this.refusals(() => request(this.address(true), { method: "POST", text: file, type }))
      ).json();
      if (this.content === "app") this.diffs = answer;
      else this.names = answer;
    });
  }

  private async refusals<T>(what: () => Promise<T>): Promise<T> {
    try {
      return await what();
    } catch (problem) {
      if (problem instanceof ApiError) this.faults = problem.details.map(({ field, error }) => `${field}: ${error}`);
      throw problem;
    }
  }

  private apply = async () => {
    const { file, type } = this.chosen!;
    const links = this.content === "secrets" && this.link ? this.names!.created : [];
    const done = await this.work(() =>
      this.refusals(() =>
        this.opened.change(async () => {
          await request(this.address(false), { method: "POST", text: file, type });
          for (const name of links) await this.linkTo(name);
        }),
      ),
    );
    if (!done) return;
    toasts.say(`${file.name} is imported${this.opened.draft ? " into your draft" : " and live"}.`);
    this.cancel();
    await this.updateComplete;
    this.input.focus();
  };

  /** A value of the secret's name that links to it; one that is there already stays as it is. */
  private async linkTo(secret: string) {
    try {
      await writeValue(this.opened, { name: secret, text: JSON.stringify(secret), private: false, from_secret: true });
    } catch (problem) {
      if (!(problem instanceof ApiError) || problem.code !== "ValueDuplicateName") throw problem;
    }
  }

  private set(change: () => void) {
    change();
    void this.preview();
  }

  private drop = (event: DragEvent) => {
    event.preventDefault();
    this.over = false;
    void this.pick(event.dataTransfer?.files[0]);
  };

  private export = () =>
    this.work(async () => {
      const zip = await request(this.opened.path("/export"));
      const name = /filename="([^"]+)"/.exec(zip.headers.get("Content-Disposition") ?? "")?.[1];
      await download(zip, name ?? `${this.opened.app!.name}.zip`);
    });

  protected override render() {
    return html`<div class="page">
      <div class="page-head"><h1>Import and export</h1></div>
      <section class="card">
        <div class="card-head"><h2>Export</h2></div>
        <div class="card-body">
          <p class="soft">
            The whole app as files in a zip, ${this.opened.draft ? "with your draft on top" : "as it is deployed"}.
            Secrets are not in it, neither in content nor as a list.
          </p>
          <div><button class="button" @click=${this.export}>${icon("file")} Download zip</button></div>
        </div>
      </section>
      ${session.mayWrite ? this.importing() : nothing}
    </div>`;
  }

  private importing() {
    return html`<section class="card">
      <div class="card-head"><h2>Import</h2></div>
      <div class="card-body">
        <div
          class="drop ${this.over ? "over" : ""}"
          @dragover=${(event: DragEvent) => {
            event.preventDefault();
            this.over = true;
          }}
          @dragleave=${() => (this.over = false)}
          @drop=${this.drop}
        >
          ${icon("transfer")}
          <label for="import-file"><strong>Choose a file, or drop it here</strong></label>
          <input
            type="file"
            id="import-file"
            accept=".env,.txt,.json,.yaml,.yml,.zip"
            aria-describedby="import-rule"
            @click=${() => (this.input.value = "")}
            @change=${(event: Event) => this.pick((event.target as HTMLInputElement).files?.[0])}
          />
          <p class="hint" id="import-rule">
            A <code>.env</code>, JSON or YAML file of values or secrets, each name with its content; or a whole app, as
            a zip or JSON. You see what it would change first.
          </p>
        </div>
        ${this.chosen ? this.options(this.chosen) : nothing} ${this.problem ? this.failed() : nothing}
        <div class="stack" role="status">
          ${this.names ? this.byName(this.names) : nothing} ${this.diffs ? this.byFile(this.diffs) : nothing}
        </div>
        ${this.names || this.diffs ? this.buttons() : nothing}
      </div>
    </section>`;
  }

  private options({ file, contents }: Chosen) {
    return html`<div class="field">
        <span class="label break">${file.name}</span>
        ${
          contents.length > 1
            ? html`<fieldset class="field">
                <legend class="label">What it holds</legend>
                <div class="segments">
                  ${contents.map(
                    (one) =>
                      html`<label
                        ><input
                          type="radio"
                          name="holds"
                          .checked=${this.content === one}
                          @change=${() => this.set(() => (this.content = one))}
                        /><span>${CONTENTS[one]}</span></label
                      >`,
                  )}
                </div>
              </fieldset>`
            : nothing
        }
      </div>
      ${
        this.content === "app"
          ? html`<p class="note warn">
              ${icon("warning")}<span
                >The app becomes what the file says: what is not in it is removed. Secrets stay.</span
              >
            </p>`
          : html`<label class="check">
              <input
                type="checkbox"
                .checked=${this.replace}
                @change=${(event: Event) => this.set(() => (this.replace = (event.target as HTMLInputElement).checked))}
              />
              <span>Remove the ${this.content} that are not in the file</span>
            </label>`
      }
      ${
        this.content === "secrets"
          ? html`<label class="check">
              <input
                type="checkbox"
                .checked=${this.link}
                @change=${(event: Event) => (this.link = (event.target as HTMLInputElement).checked)}
              />
              <span
                >Also create a value for each new secret that links to it: programs read secrets through values
                only</span
              >
            </label>`
          : nothing
      }`;
  }

  private failed() {
    return html`<div class="note bad" role="alert">
      ${icon("warning")}
      <div>
        ${
          this.faults.length > 1
            ? html`<span>Nothing is imported. Correct this in the file, and choose it again:</span>
                <ul class="faults">
                  ${this.faults.slice(0, 100).map((fault) => html`<li class="break">${fault}</li>`)}
                </ul>`
            : html`<span class="break">${this.problem}</span>`
        }
      </div>
    </div>`;
  }

  private get changes(): number {
    if (this.diffs) return this.diffs.length;
    return this.names ? this.names.created.length + this.names.updated.length + this.names.removed.length : 0;
  }

  private byName({ created, updated, removed, unchanged }: Names) {
    const list = (words: string, colour: string, names: string[]) =>
      names.length
        ? html`<div class="field">
            <span class="label">${words} (${names.length})</span>
            <ul class="row names">
              ${names.map((name) => html`<li class="chip mono ${colour}">${name}</li>`)}
            </ul>
          </div>`
        : nothing;
    return html`${list("Added", "good", created)} ${list("Changed", "value", updated)}
    ${list("Removed", "bad", removed)} ${list("Unchanged", "", unchanged)}`;
  }

  private byFile(diffs: string[]) {
    const words = { added: ["good", "Added"], removed: ["bad", "Removed"], changed: ["value", "Changed"] } as const;
    return html`${fileDiffs(diffs).map(
      (file) =>
        html`<section class="card change">
          <div class="card-head">
            <span class="chip ${words[file.action][0]}">${words[file.action][1]}</span>
            <h3 class="break">${title(file.path)}</h3>
          </div>
          ${sideBySide(file)}
        </section>`,
    )}
    ${secretLines(diffs).map((line) => html`<p><span class="chip secret">${icon("key")} Secret</span> <strong>${line.name}</strong> ${line.what}</p>`)}`;
  }

  private buttons() {
    const count = this.changes;
    return html`${count ? nothing : html`<p class="note">${icon("info")}<span>The app is already like that: importing it changes nothing.</span></p>`}
      <div class="row">
        <button class="button" @click=${this.cancel}>Cancel</button>
        <button class="button primary" ?disabled=${!count} aria-busy=${this.working} @click=${this.apply}>
          <span>${this.opened.draftsOff ? "Import and deploy" : "Import to draft"}</span>
        </button>
      </div>`;
  }
}
