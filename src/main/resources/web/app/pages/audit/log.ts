import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { message } from "../../api/http";
import { get, request } from "../../api/requests";
import { session } from "../../api/session";
import type { AuditCheck, AuditRecord } from "../../api/types";
import { download } from "../../parts/download";
import { icon } from "../../parts/icons";
import { Working } from "../../parts/page";
import { go, router } from "../../router";
import { entries, type Names, verdict } from "./entries";
import { filterBar } from "./filter-bar";
import { type Filters, filtersIn, NO_FILTERS, parametersOf, queryOf } from "./filters";
import { words } from "./words";

/** How many entries are read at a time. */
const PAGE = 50;
/** How long a person must have stopped typing. */
const PAUSE_MS = 300;

/** A log of actions, newest first, with its filters. */
@customElement("v-audit-log")
export class AuditLog extends Working {
  /** Its path in the API. */
  @property() path = "";
  /** Its address in the console, without the filters. */
  @property() address = "";
  @property() file = "";
  @property({ attribute: false }) query!: URLSearchParams;
  @property({ attribute: false }) names!: Names;
  @property({ attribute: false }) people = new Map<string, string>();
  @property({ attribute: false }) apps: Map<string, string> | undefined;
  @property({ attribute: false }) items: string[] = [];
  @state() private records: AuditRecord[] | null = null;
  @state() private more = false;
  @state() private checked: AuditCheck | null = null;
  private filters: Filters = NO_FILTERS;
  private shown = "";
  private asked = 0;
  private typing: ReturnType<typeof setTimeout> | undefined;

  protected override willUpdate(changed: Map<string, unknown>) {
    if (changed.has("query")) this.filters = filtersIn(this.query);
    const wanted = this.path + queryOf(this.filters);
    if (wanted === this.shown || this.typing) return;
    this.shown = wanted;
    void this.load();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.typing);
  }

  /** Reads the newest entries, or those before one. An answer to an earlier request that arrives late is ignored. */
  private async load(before?: string) {
    const asked = ++this.asked;
    const query = new URLSearchParams({
      limit: String(PAGE),
      ...parametersOf(this.filters),
      ...(before && { before }),
    });
    try {
      const page = await get<AuditRecord[]>(`${this.path}?${query}`);
      if (asked !== this.asked) return;
      this.records = before ? [...this.records!, ...page] : page;
      this.more = page.length === PAGE;
      this.problem = "";
    } catch (problem) {
      if (asked === this.asked) this.problem = message(problem);
    }
  }

  /** Puts the filters into the address, from where they are read; what is typed, once the person pauses. */
  private filter = (filters: Filters, typed = false) => {
    clearTimeout(this.typing);
    this.typing = undefined;
    if (!typed) {
      go(this.address + queryOf(filters));
      return;
    }
    this.filters = filters;
    this.typing = setTimeout(() => {
      this.typing = undefined;
      router.replace(this.address + queryOf(filters));
    }, PAUSE_MS);
  };

  private save = () =>
    this.work(async () => {
      const query = new URLSearchParams(parametersOf(this.filters));
      const lines = await request(this.path + (query.size ? `?${query}` : ""), { accept: "application/x-ndjson" });
      await download(lines, words.file(this.file));
    });

  private check = () =>
    this.work(async () => {
      this.checked = await get<AuditCheck>(`/groups/${session.project}/audit/check`);
    });

  protected override render() {
    const { records, filters, people, apps, items } = this;
    return html`${filterBar({ filters, people, apps, names: items, onChange: this.filter })}
      ${this.checked ? verdict(this.checked) : nothing}
      ${this.problem ? html`<p class="note bad" role="alert">${this.problem}</p>` : nothing}
      ${records === null ? nothing : records.length === 0 ? this.empty() : entries(this.names, records)}
      ${
        this.more && records
          ? html`<div>
              <button class="button" @click=${() => this.load(records.at(-1)!._id)}>${words.older}</button>
            </div>`
          : nothing
      }
      <div class="row">
        <button class="button" aria-busy=${this.working} @click=${this.check}><span>${words.check}</span></button>
        <button class="button" @click=${this.save}>${icon("file")} ${words.download}</button>
      </div>`;
  }

  private empty() {
    const filtered = !!queryOf(this.filters);
    return html`<div class="empty">
      ${icon("audit")}
      <h2>${filtered ? words.noMatch : words.none}</h2>
      <p>${filtered ? words.noMatchHint : words.noneHint}</p>
      ${filtered ? html`<button class="button" @click=${() => this.filter(NO_FILTERS)}>${words.clear}</button>` : nothing}
    </div>`;
  }
}
