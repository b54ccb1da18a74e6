import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { isStale } from "../../api/http";
import { write } from "../../api/requests";
import { readValue, writeValue } from "../../api/values";
import { AppDrawer } from "../../parts/drawer";
import { toasts } from "../../parts/toasts";
import { inOneDraft } from "./one-draft";
import type { Row } from "./rows";
import { MOST_TAGS, tagsOf, wrongTag } from "./tag-rules";
import { words } from "./words";

/** Adds tags to several items, and removes tags from them. */
@customElement("v-tag-rows")
export class TagRows extends AppDrawer {
  protected readonly titleId = "tag-rows-title";
  @property({ attribute: false }) rows: Row[] = [];
  @state() private added = "";
  @state() private removed = new Set<string>();
  @state() private fault = "";

  /** The tags that a row would have. */
  private tagsAfter(row: Row): string[] {
    const kept = row.tags.filter((tag) => !this.removed.has(tag));
    return [...new Set([...kept, ...tagsOf(this.added)])].sort();
  }

  private check(): string {
    const added = tagsOf(this.added);
    if (!added.length && !this.removed.size) return words.tagging.nothing;
    const wrong = wrongTag(added);
    if (wrong) return words.tagging.fault(wrong);
    const full = this.rows.find((row) => this.tagsAfter(row).length > MOST_TAGS);
    return full ? words.tagging.tooMany(full.name, MOST_TAGS) : "";
  }

  protected async submit() {
    this.fault = this.check();
    if (this.fault) {
      this.querySelector<HTMLElement>("#tags-added")?.focus();
      return;
    }
    const changed = this.rows.filter((row) => this.tagsAfter(row).join() !== row.tags.join());
    const stale: string[] = [];
    const done = await this.work(() =>
      inOneDraft(this.opened, async () => {
        for (const row of changed) if (!(await this.tag(row))) stale.push(row.name);
        return stale.length < changed.length;
      }),
    );
    if (!done) return;
    if (stale.length) toasts.fail(new Error(words.tagging.stale(stale)));
    else toasts.say(words.tagging.done(this.rows.length));
    this.close();
  }

  /** Returns false if somebody else changed or deleted it. */
  private async tag(row: Row): Promise<boolean> {
    const tags = this.tagsAfter(row);
    try {
      if (row.type === "secret") {
        await write("PUT", this.opened.path(`/secrets/${row.id}`), { name: row.name, value: "", tags }, row.etag);
      } else {
        const value = await readValue(this.opened, row.id);
        await writeValue(this.opened, { ...value, tags }, { id: row.id, etag: row.etag });
      }
      return true;
    } catch (problem) {
      if (isStale(problem)) return false;
      throw problem;
    }
  }

  protected override render() {
    const text = words.tagging;
    const tags = [...new Set(this.rows.flatMap((row) => row.tags))].sort();
    return this.dialog(
      this.form({
        title: text.title(this.rows.length),
        body: html`<div class="field">
            <label for="tags-added">${text.add}</label>
            <input
              class="input mono"
              id="tags-added"
              autofocus
              autocomplete="off"
              autocapitalize="none"
              spellcheck="false"
              aria-invalid=${!!this.fault}
              aria-describedby="tags-added-rule"
              .value=${this.added}
              @input=${(event: Event) => (this.added = (event.target as HTMLInputElement).value)}
            />
            <p id="tags-added-rule" class=${this.fault ? "error" : "hint"} aria-live="polite">
              ${this.fault || text.addHint}
            </p>
          </div>
          ${tags.length ? this.removals(tags) : nothing}`,
        footer: this.buttons(text.action(this.opened.deploysAtOnce)),
      }),
    );
  }

  private removals(tags: string[]) {
    const toggle = (tag: string, on: boolean) => {
      const removed = new Set(this.removed);
      if (on) removed.add(tag);
      else removed.delete(tag);
      this.removed = removed;
    };
    return html`<fieldset class="field">
      <legend class="label">${words.tagging.remove}</legend>
      <div class="row">
        ${tags.map(
          (tag) =>
            html`<label class="check"
              ><input
                type="checkbox"
                .checked=${this.removed.has(tag)}
                @change=${(event: Event) => toggle(tag, (event.target as HTMLInputElement).checked)}
              /><span class="mono">${tag}</span></label
            >`,
        )}
      </div>
    </fieldset>`;
  }
}
