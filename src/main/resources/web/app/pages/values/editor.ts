import { html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { getTagged, isGone, isStale, write } from "../../api/http";
import { session } from "../../api/session";
import type { Secret } from "../../api/types";
import { readValue, type Seen, writeValue } from "../../api/values";
import { confirm, head } from "../../parts/dialog";
import { icon } from "../../parts/icons";
import * as json from "../../parts/json";
import type { JsonEditor } from "../../parts/json-editor";
import "../../parts/json-editor";
import { Following } from "../../parts/page";
import { nameRule } from "../../parts/rules";
import "../../parts/secret-field";
import type { SecretField } from "../../parts/secret-field";
import { bothTexts, focusStale, staleNote, type Theirs, whoChanged } from "../../parts/stale";
import { time } from "../../parts/time";
import { toasts } from "../../parts/toasts";
import type { Row, RowType } from "./rows";

/** The service's limit of a value's JSON in bytes, unless its operator changed it. */
const LARGEST = 1_048_576;

const TYPES: [RowType, string][] = [
  ["value", "Value"],
  ["secret", "Secret"],
  ["linked", "Link to a secret"],
];

/** What the editor holds of an item: of a secret never the content. */
interface Held {
  type: RowType;
  name: string;
  text: string;
  link: string;
  private: boolean;
}

/** Creates or changes a value or a secret. What is typed stays until it is saved, or thrown away on purpose. */
@customElement("v-value-editor")
export class ValueEditor extends Following {
  /** What is changed; null to create. */
  @property({ attribute: false }) row: Row | null = null;
  /** For a new one: what it begins as. */
  @property() type: RowType = "value";
  @property() link = "";
  @state() private name = "";
  @state() private hiddenFlag = false;
  @state() private text = "";
  @state() private alsoLink = true;
  @state() private tried = false;
  @state() private loaded = false;
  /** What somebody else made of the item while it was open here. */
  @state() private theirs: Theirs<Held> | null = null;
  @state() private looking = false;
  /** When it was last changed, and by whom; null for a new one. */
  @state() private changed: { at: number; by: string } | null = null;
  @query("v-json-editor") private editor?: JsonEditor;
  @query("v-secret-field") private secret?: SecretField;
  /** The item that a save replaces, as it was seen here; none if it creates one. */
  private seen: Seen | undefined;
  private saved = "";

  override async firstUpdated() {
    if (this.row) {
      const { id, etag, type, name } = this.row;
      this.seen = { id, etag };
      this.changed = { at: this.row.modified, by: this.row.by };
      this.show({ type, name, text: "", link: this.row.secret ?? "", private: this.row.private });
      if (type === "value") await this.work(() => this.readContent(id));
      if (!this.seen) return;
    }
    this.saved = this.typed();
    this.loaded = true;
    await this.updateComplete;
    this.querySelector("dialog")!.showModal();
    if (this.row?.type === "value") this.editor?.focus();
  }

  private async readContent(id: string): Promise<void> {
    try {
      const { etag, ...held } = await this.held(id);
      this.show(held);
      this.seen = { id, etag };
    } catch (problem) {
      if (!isGone(problem)) throw problem;
      this.seen = undefined;
      toasts.say(`The value ${this.name} was deleted after you opened this page.`);
      this.dispatchEvent(new Event("closed"));
      await this.opened.reload();
    }
  }

  private show(held: Held): void {
    this.type = held.type;
    this.name = held.name;
    this.text = held.text;
    this.link = held.link;
    this.hiddenFlag = held.private;
  }

  /** The item as it is now. */
  private async held(id: string): Promise<Held & { etag: string }> {
    if (this.type === "secret") {
      const { item, etag } = await getTagged<Secret>(this.opened.path(`/secrets/${id}`));
      return { type: "secret", name: item.name, text: "", link: "", private: false, etag };
    }
    const { name, text, private: hidden, from_secret, etag } = await readValue(this.opened, id);
    return {
      type: from_secret ? "linked" : "value",
      name,
      text: from_secret ? "" : text,
      link: from_secret ? String(JSON.parse(text) ?? "") : "",
      private: hidden,
      etag,
    };
  }

  private typed(): string {
    return JSON.stringify([this.name, this.type, this.text, this.link, this.hiddenFlag, this.secret?.text ?? ""]);
  }

  private leave = async (event?: Event) => {
    event?.preventDefault();
    const unsaved = this.typed() !== this.saved;
    if (
      unsaved &&
      !(await confirm({
        title: "Throw away what you typed?",
        body: "It has not been saved.",
        action: "Throw away",
        danger: true,
      }))
    )
      return;
    this.dispatchEvent(new Event("closed"));
  };

  private get nameFault(): string {
    const rule = nameRule(this.name);
    if (rule) return this.tried || this.name ? rule : "";
    const others: { _id: string; name: string }[] = this.type === "secret" ? this.opened.secrets : this.opened.values;
    const taken = others.some((other) => other.name === this.name && other._id !== this.seen?.id);
    return taken ? `There is a ${this.type === "secret" ? "secret" : "value"} of this name already.` : "";
  }

  private get contentFault(): string {
    if (this.type === "secret") return this.secret?.fault ?? "";
    if (this.type === "linked")
      return this.opened.secrets.some((one) => one.name === this.link) ? "" : "Choose a secret.";
    const fault = json.fault(this.text);
    if (fault) return fault;
    return json.size(this.text) > LARGEST ? "A value has at most 1 MiB of JSON." : "";
  }

  private save = async (event?: Event) => {
    event?.preventDefault();
    if (!session.mayWrite) return;
    if (this.theirs) {
      focusStale(this);
      return;
    }
    this.tried = true;
    if (this.nameFault || nameRule(this.name) || this.contentFault) {
      await this.updateComplete;
      ((this.querySelector("[aria-invalid=true]") as HTMLElement | null) ?? this.editor)?.focus();
      return;
    }
    const done = await this.work(async () => {
      try {
        await this.opened.change(() => this.store());
      } catch (problem) {
        if (!this.seen || !isStale(problem)) throw problem;
        this.theirs = await this.readTheirs(this.seen.id);
        this.looking = false;
      }
    });
    if (!done) return;
    const theirs = this.theirs as Theirs<Held> | null;
    const same = theirs?.item && this.type !== "secret" && lines(theirs.item) === lines(this.mine());
    if (theirs && !same) {
      await this.updateComplete;
      focusStale(this);
      return;
    }
    this.secret?.clear();
    const what = `${this.type === "secret" ? "Secret" : "Value"} ${this.name}`;
    toasts.say(
      same ? `${what} already has this content.` : `${what} is ${this.opened.draft ? "in your draft" : "live"}.`,
    );
    this.dispatchEvent(new Event("closed"));
  };

  private async store(): Promise<void> {
    const seen = this.seen;
    if (this.type === "secret") {
      const body = { name: this.name, value: this.secret!.text };
      if (seen) await write("PUT", this.opened.path(`/secrets/${seen.id}`), body, seen.etag);
      else await write("POST", this.opened.path("/secrets"), body);
      if (!this.row && this.alsoLink && this.mayAlsoLink) await this.storeValue(this.name);
    } else {
      await this.storeValue(this.link, seen);
    }
  }

  private storeValue(secret: string, seen?: Seen): Promise<void> {
    const linked = this.type !== "value";
    const text = linked ? JSON.stringify(secret) : this.text;
    return writeValue(this.opened, { name: this.name, text, private: this.hiddenFlag, from_secret: linked }, seen);
  }

  private async readTheirs(id: string): Promise<Theirs<Held>> {
    try {
      const item = await this.held(id);
      const listed = [...this.opened.values, ...this.opened.secrets].find((one) => one._id === id);
      return { item, by: listed?.modified_by, at: listed?.last_modified };
    } catch (problem) {
      if (!isGone(problem)) throw problem;
      return { item: null, by: null, at: undefined };
    }
  }

  /** Saves over what was just shown, or creates again what was deleted. */
  private keepMine = () => {
    const theirs = this.theirs!;
    this.seen = theirs.item ? { id: this.seen!.id, etag: theirs.item.etag } : undefined;
    this.theirs = null;
    return this.save();
  };

  private takeTheirs = async () => {
    const { item, by, at } = this.theirs!;
    const { etag, ...held } = item!;
    this.seen = { id: this.seen!.id, etag };
    this.changed = at === undefined ? null : { at, by: this.opened.who(by) };
    this.theirs = null;
    this.secret?.clear();
    this.show(held);
    await this.updateComplete;
    this.saved = this.typed();
    this.querySelector<HTMLElement>("#value-name")?.focus();
  };

  private get mayAlsoLink(): boolean {
    return !this.opened.values.some((value) => value.name === this.name);
  }

  private onKey = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void this.save(event);
  };

  protected override render() {
    const what = this.type === "secret" ? "secret" : "value";
    const types = this.row ? (this.row.type === "secret" ? [] : TYPES.filter(([type]) => type !== "secret")) : TYPES;
    const nameFault = this.nameFault;
    return html`<dialog class="sheet" aria-labelledby="editor-title" @cancel=${this.leave} @keydown=${this.onKey}>
      <form @submit=${this.save} novalidate>
        ${head("editor-title", this.row ? html`Edit ${what} <span class="mono">${this.row.name}</span>` : "Create value", () => this.leave())}
        <div class="body">
          ${this.theirs ? this.question(this.theirs) : nothing}
          ${
            types.length
              ? html`<fieldset class="field">
                  <legend class="label">Type</legend>
                  <div class="segments">
                    ${types.map(
                      ([type, title]) =>
                        html`<label
                          ><input
                            type="radio"
                            name="type"
                            value=${type}
                            .checked=${this.type === type}
                            @change=${() => (this.type = type)}
                          /><span>${title}</span></label
                        >`,
                    )}
                  </div>
                </fieldset>`
              : nothing
          }
          <div class="field">
            <label for="value-name">Name</label>
            <input
              class="input mono"
              id="value-name"
              autocomplete="off"
              autocapitalize="none"
              spellcheck="false"
              ?autofocus=${!this.row}
              .value=${this.name}
              aria-invalid=${!!nameFault}
              aria-describedby="name-rule"
              @input=${(event: InputEvent) => (this.name = (event.target as HTMLInputElement).value)}
            />
            <p id="name-rule" class=${nameFault ? "error" : "hint"} aria-live="polite">
              ${nameFault || "A letter or digit, then letters, digits, _ and -; at most 64."}
            </p>
          </div>
          ${this.loaded || !this.row ? this.content() : nothing}
          ${this.changed ? html`<p class="hint">Changed ${time(this.changed.at)}${this.changed.by ? ` by ${this.changed.by}` : ""}.</p>` : nothing}
          <p class="note bad" role="alert" ?hidden=${!this.problem}>${this.problem}</p>
        </div>
        <footer>
          ${this.theirs ? nothing : html`<span class="hint apart wide-only"><kbd>Ctrl</kbd> <kbd>Enter</kbd> saves</span>`}
          <button type="button" class="button" @click=${() => this.leave()}>
            ${session.mayWrite ? "Cancel" : "Close"}
          </button>
          ${
            session.mayWrite && !this.theirs
              ? html`<button class="button primary" aria-busy=${this.working}>
                  <span>${this.opened.draftsOff ? "Save and deploy" : "Save to draft"}</span>
                </button>`
              : nothing
          }
        </footer>
      </form>
    </dialog>`;
  }

  private question(theirs: Theirs<Held>) {
    return staleNote({
      opened: this.opened,
      kind: this.type === "secret" ? "secret" : "value",
      theirs,
      looking: this.looking,
      both: () =>
        this.type === "secret" ? this.bothSecrets(theirs) : bothTexts(lines(theirs.item!), lines(this.mine())),
      onMine: this.keepMine,
      onTheirs: this.takeTheirs,
      onLook: () => (this.looking = !this.looking),
      onClose: () => this.dispatchEvent(new Event("closed")),
    });
  }

  private mine(): Held {
    return { type: this.type, name: this.name, text: this.text, link: this.link, private: this.hiddenFlag };
  }

  /** Of a secret only the names, and who changed it when: no content is ever shown. */
  private bothSecrets({ item, by, at }: Theirs<Held>) {
    return html`<dl class="card both">
      <div>
        <dt>Theirs</dt>
        <dd class="mono break">${item!.name}</dd>
        <dd class="soft">
          ${whoChanged(this.opened, by)} changed it${at === undefined ? nothing : html`, ${time(at)}`}. Its content is
          not shown.
        </dd>
      </div>
      <div>
        <dt>Mine</dt>
        <dd class="mono break">${this.name}</dd>
        <dd class="soft">
          ${this.secret?.text ? "With the new content that you typed." : "With the content that is stored now."}
        </dd>
      </div>
    </dl>`;
  }

  private content() {
    if (this.type === "secret") return this.secretPart();
    return html`${this.type === "linked" ? this.linkPart() : this.jsonPart()}
      <label class="check">
        <input
          type="checkbox"
          .checked=${this.hiddenFlag}
          @change=${(event: Event) => (this.hiddenFlag = (event.target as HTMLInputElement).checked)}
        />
        <span>Private <span class="hint">– marked as for server programs only; kept, not enforced</span></span>
      </label>`;
  }

  private secretPart() {
    return html`<v-secret-field
        ?optional=${!!this.seen}
        .problem=${this.tried ? this.contentFault : ""}
        @typed=${() => this.requestUpdate()}
      ></v-secret-field>
      ${
        this.row
          ? html`<div class="field">
              <span class="label">Values that link to it</span>
              ${
                this.row.uses.length
                  ? html`<ul class="row">
                      ${this.row.uses.map((use) => html`<li class="chip linked">${icon("link")} ${use}</li>`)}
                    </ul>`
                  : html`<p class="hint">
                      None yet: no program can read it. Create a value of the type “Link to a secret”.
                    </p>`
              }
            </div>`
          : html`<label class="check">
              <input
                type="checkbox"
                ?disabled=${!this.mayAlsoLink}
                .checked=${this.alsoLink && this.mayAlsoLink}
                @change=${(event: Event) => (this.alsoLink = (event.target as HTMLInputElement).checked)}
              />
              <span
                >Also create a value that links to it, of the same name
                <span class="hint"
                  >– ${this.mayAlsoLink ? "how programs read it" : "there is a value of this name already"}</span
                ></span
              >
            </label>`
      }`;
  }

  private linkPart() {
    const fault = this.tried ? this.contentFault : "";
    return html`<div class="field">
      <label for="value-link">Secret</label>
      ${
        this.opened.secrets.length === 0
          ? html`<p class="note">
              ${icon("info")}<span>There are no secrets yet. Choose the type Secret to create the first.</span>
            </p>`
          : html`<select
              class="input mono"
              id="value-link"
              aria-invalid=${!!fault}
              aria-describedby="link-rule"
              @change=${(event: Event) => (this.link = (event.target as HTMLSelectElement).value)}
            >
              <option value="" ?selected=${!this.link}>Choose a secret</option>
              ${this.opened.secrets.map((secret) => html`<option ?selected=${secret.name === this.link}>${secret.name}</option>`)}
            </select>`
      }
      <p id="link-rule" class=${fault ? "error" : "hint"} aria-live="polite">
        ${
          fault ||
          (this.row?.missing && this.link === this.row.secret
            ? `The secret ${this.row.secret} is gone: programs get nothing.`
            : "Programs that read this value get the secret’s content.")
        }
      </p>
    </div>`;
  }

  private jsonPart() {
    const bytes = this.text ? json.size(this.text) : 0;
    const fault = this.text || this.tried ? this.contentFault : "";
    const plain = this.text.trim() && /^Not valid JSON/.test(fault) && !/^[[{"]/.test(this.text.trim());
    return html`<div class="field grow">
      <div class="row">
        <span class="label">Value</span><span class="spring"></span>
        <button
          type="button"
          class="button small"
          ?disabled=${!!fault || !this.text}
          @click=${() => this.put(json.formatted(this.text))}
        >
          ${icon("format")} Format
        </button>
      </div>
      <v-json-editor
        .label=${"Value, as JSON"}
        .text=${this.text}
        @input=${() => (this.text = this.editor!.text)}
      ></v-json-editor>
      <div class="under">
        <p class=${fault ? "error" : "hint"} aria-live="polite">
          ${fault || "Any JSON: text in quotes, a number, a list, an object."}
          ${plain ? html`<button type="button" class="button small" @click=${() => this.put(JSON.stringify(this.text.trim()))}>Put it in quotes</button>` : nothing}
        </p>
        <span class="small nowrap soft">${bytes.toLocaleString("en")} ${bytes === 1 ? "byte" : "bytes"}</span>
      </div>
    </div>`;
  }

  private put(text: string): void {
    this.text = text;
    this.editor?.focus();
  }
}

/** An item as lines of text, to compare it with another. */
function lines(item: Held): string {
  const kind = item.type === "linked" ? `Link to the secret: ${item.link}` : "Value:";
  const content = item.type === "linked" ? [] : [json.fault(item.text) ? item.text : json.formatted(item.text)];
  return [`Name: ${item.name}`, `Private: ${item.private ? "yes" : "no"}`, kind, ...content].join("\n");
}
