import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { Token } from "../api/access";
import { ACTIONS, type AuditCheck, type AuditRecord, type ReadCount } from "../api/audit";
import { get, message, request } from "../api/http";
import { session } from "../api/session";
import { download } from "../parts/download";
import { icon } from "../parts/icons";
import { FROM } from "../parts/origins";
import { Following } from "../parts/page";
import { time } from "../parts/time";

const PAGE = 50;

type Scope = "app" | "project" | "reads";
const SCOPES: [Scope, string][] = [
  ["app", "This app"],
  ["project", "Whole project"],
  ["reads", "Reads of secrets"],
];

/** What was done, by whom, from where; newest first. */
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

  /** Reads the newest, or those before one; what was asked for earlier and comes later is left out. */
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
      ${this.checked ? this.verdict(this.checked) : nothing}
      ${this.problem ? html`<p class="note bad" role="alert">${this.problem}</p>` : nothing}
      <div class="tools">
        <fieldset class="segments">
          <legend class="unseen">Of what</legend>
          ${SCOPES.map(
            ([scope, title]) =>
              html`<label
                ><input
                  type="radio"
                  name="audit-scope"
                  .checked=${this.scope === scope}
                  @change=${() => this.show(scope)}
                /><span>${title}</span></label
              >`,
          )}
        </fieldset>
        ${this.scope === "reads" ? nothing : this.filter()}
      </div>
      ${list === null ? nothing : list.length === 0 ? this.empty() : this.scope === "reads" ? this.counts(this.reads!) : this.log(this.records!)}
      ${this.more && list ? html`<div><button class="button" @click=${() => this.load(list.at(-1)!._id)}>Show older ones</button></div>` : nothing}
    </div>`;
  }

  private verdict({ intact, entries, broken_at, cut_off, head }: AuditCheck) {
    return intact
      ? html`<div class="note good" role="status">
          ${icon("check")}
          <div>
            <span
              >The project’s log is whole: each of its ${entries.toLocaleString("en")} entries fits the one before
              it.</span
            >
            <span class="small break"
              >Keep its newest hash elsewhere, to see later that nothing was cut off: <code>${head}</code></span
            >
          </div>
        </div>`
      : html`<p class="note bad" role="alert">
          ${icon("warning")}<span
            >The log was tampered with, or damaged:
            ${cut_off ? `its newest entries are missing, from ${broken_at} on` : `entry ${broken_at} does not fit`}.
            Compare it with a download or a backup of an earlier day.</span
          >
        </p>`;
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

  private log(records: AuditRecord[]) {
    return html`<ol class="card log">
      ${records.map((record) => this.record(record))}
    </ol>`;
  }

  private record(record: AuditRecord) {
    const ok = record.result === "ok";
    const who = this.opened.who(record.actor?._id) || "Somebody unknown";
    const name = this.nameOf(record);
    const named = (record.changes ?? []).map((item) => item.name);
    return html`<li>
      <div class="break">
        <strong
          >${who === "you" ? "You" : who === "a deleted key" ? `A deleted key (${record.actor?.public_key ?? "unknown"})` : who}</strong
        >
        ${ok ? "" : record.result === "unknown" ? "tried, and it is not known whether it was done:" : "tried, and was refused:"}
        ${ACTIONS[record.action] ?? record.action}
        ${name ? html`<strong>${name}</strong>` : nothing}${
          named.length
            ? html`: ${named.slice(0, 5).join(", ")}${named.length > 5 ? ` and ${named.length - 5} more` : ""}`
            : nothing
        }${record.draft_id && ok && !record.action.startsWith("d") ? " in a draft" : ""}${record.revision ? html`, which made revision ${record.revision}` : nothing}
        ${ok ? nothing : html`<span class="chip bad">${record.result}</span>`}
        ${record.withheld ? html`<span class="chip">${record.withheld === 1 ? "1 item" : `${record.withheld} items`} in a draft that is not yours</span>` : nothing}
        ${record.times ? html`<span class="chip">${record.times} times</span>` : nothing}
      </div>
      <div class="soft small">
        ${time(record.at)}, from ${FROM[record.origin]}${record.address ? ` at ${record.address}` : ""}
      </div>
    </li>`;
  }

  /** What it was done to: by the name of then, or the name that it has now. */
  private nameOf({ target }: AuditRecord): string {
    if (!target) return "";
    const now = [...this.opened.values, ...this.opened.secrets].find((item) => item._id === target._id);
    return target.name ?? now?.name ?? "";
  }

  private counts(reads: ReadCount[]) {
    return html`<div class="table-box">
      <table>
        <thead>
          <tr>
            <th scope="col">Value</th>
            <th scope="col">Read by</th>
            <th scope="col" class="reads-column end">Reads</th>
            <th scope="col" class="when-column">When</th>
          </tr>
        </thead>
        <tbody>
          ${reads.map((row) => {
            const reader = this.readers.get(row.token) ?? this.opened.who(row.token);
            return html`<tr>
              <th scope="row" title=${row.value}>${row.value}</th>
              <td class="soft" title=${reader}>${reader === "a deleted key" ? "a revoked token or key" : reader}</td>
              <td class="end">${row.reads.toLocaleString("en")}</td>
              <td class="soft">${time(row.minute)}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
  }
}
