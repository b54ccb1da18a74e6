import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { message } from "../api/http";
import { get, request } from "../api/requests";
import { session } from "../api/session";
import type { AuditCheck, AuditRecord, ReadCount, Token } from "../api/types";
import { download } from "../parts/download";
import { icon } from "../parts/icons";
import { Following } from "../parts/page";
import { segments } from "../parts/segments";
import { ACTIONS } from "./audit/actions";
import { auditLog, verdict } from "./audit/log";
import { readCounts } from "./audit/reads";

/** How many entries are read at a time. */
const PAGE = 50;

type Scope = "app" | "project" | "reads";
const SCOPES: [Scope, string][] = [
  ["app", "This app"],
  ["project", "Whole project"],
  ["reads", "Reads of secrets"],
];

/** The audit log: what was done, by whom and from where, newest first. */
@customElement("v-audit")
export class Audit extends Following {
  @state() private scope: Scope = "app";
  @state() private action = "";
  @state() private records: AuditRecord[] | null = null;
  @state() private reads: ReadCount[] | null = null;
  @state() private more = false;
  @state() private checked: AuditCheck | null = null;
  private readers = new Map<string, string>();
  private asked = 0;

  override firstUpdated() {
    void this.load();
  }

  private get path(): string {
    return this.scope === "project" ? `/groups/${session.project}/audit` : this.opened.path("/audit");
  }

  private query(before?: string): string {
    const query = new URLSearchParams({ limit: String(PAGE) });
    if (this.action && this.scope !== "reads") query.set("action", this.action);
    if (before) query.set("before", before);
    return `?${query}`;
  }

  /** Reads the newest entries, or those before one. An answer to an earlier request that arrives late is ignored. */
  private async load(before?: string) {
    const asked = ++this.asked;
    try {
      if (this.scope === "reads") {
        const [page, tokens] = await Promise.all([
          get<ReadCount[]>(this.opened.path(`/audit/reads${this.query(before)}`)),
          get<Token[]>(this.opened.path("/runtime_tokens")),
        ]);
        if (asked !== this.asked) return;
        this.readers = new Map(tokens.map((token) => [token._id, token.name]));
        this.reads = before ? [...this.reads!, ...page] : page;
        this.more = page.length === PAGE;
      } else {
        const page = await get<AuditRecord[]>(this.path + this.query(before));
        if (asked !== this.asked) return;
        this.records = before ? [...this.records!, ...page] : page;
        this.more = page.length === PAGE;
      }
      this.problem = "";
    } catch (problem) {
      this.problem = message(problem);
    }
  }

  private show(scope: Scope) {
    this.scope = scope;
    this.records = this.reads = null;
    void this.load();
  }

  private save = () =>
    this.work(async () => {
      const query = this.action && `?action=${this.action}`;
      const lines = await request(this.path + query, { accept: "application/x-ndjson" });
      await download(lines, `${this.scope === "project" ? "project" : this.opened.app!.name}-audit.jsonl`);
    });

  private check = () =>
    this.work(async () => {
      this.checked = await get<AuditCheck>(`/groups/${session.project}/audit/check`);
    });

  protected override render() {
    const list = this.scope === "reads" ? this.reads : this.records;
    return html`<div class="page">
      <div class="page-head">
        <h1>Audit</h1>
        <button class="button" aria-busy=${this.working} @click=${this.check}><span>Check the log</span></button>
        ${this.scope === "reads" ? nothing : html`<button class="button" @click=${this.save}>${icon("file")} Download JSON lines</button>`}
      </div>
      ${this.checked ? verdict(this.checked) : nothing}
      ${this.problem ? html`<p class="note bad" role="alert">${this.problem}</p>` : nothing}
      <div class="tools">
        <fieldset class="segments">
          <legend class="unseen">Of what</legend>
          ${segments("audit-scope", SCOPES, this.scope, (scope) => this.show(scope))}
        </fieldset>
        ${this.scope === "reads" ? nothing : this.filter()}
      </div>
      ${list === null ? nothing : list.length === 0 ? this.empty() : this.entries()}
      ${this.more && list ? html`<div><button class="button" @click=${() => this.load(list.at(-1)!._id)}>Show older ones</button></div>` : nothing}
    </div>`;
  }

  private entries() {
    if (this.scope === "reads") return readCounts(this.reads!, (id) => this.reader(id));
    return auditLog(this.opened, this.records!);
  }

  /** The name of a runtime token, or of the API key of somebody who ran a Function. */
  private reader(id: string): string {
    const name = this.readers.get(id) ?? this.opened.who(id);
    return name === "a deleted key" ? "a revoked token or key" : name;
  }

  private filter() {
    return html`<select
      class="input"
      aria-label="Action"
      @change=${(event: Event) => {
        this.action = (event.target as HTMLSelectElement).value;
        void this.load();
      }}
    >
      <option value="">All actions</option>
      ${Object.entries(ACTIONS).map(([action, words]) => html`<option value=${action} ?selected=${action === this.action}>${words}</option>`)}
    </select>`;
  }

  private empty() {
    return html`<div class="empty">
      ${icon("audit")}
      <h2>${this.scope === "reads" ? "No secret was read yet" : "No actions of this kind yet"}</h2>
      <p>
        ${
          this.scope === "reads"
            ? "When a program or a Function reads a value that links to a secret, it is counted here within a minute."
            : "Choose another action, or look at the whole project."
        }
      </p>
    </div>`;
  }
}
