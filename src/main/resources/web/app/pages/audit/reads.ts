import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { message } from "../../api/http";
import { get } from "../../api/requests";
import type { DailyReads, ReadCount, Token } from "../../api/types";
import { icon } from "../../parts/icons";
import { Following } from "../../parts/page";
import { segments } from "../../parts/segments";
import { bars, DAY, dayName, type Reading, readings } from "./days";
import { readCounts } from "./read-counts";
import { words } from "./words";

const DAYS = 90;
/** How many counts are read at a time. */
const PAGE = 50;

/** How often values that link to a secret were read: by day, and by minute and reader. */
@customElement("v-reads")
export class Reads extends Following {
  @state() private daily: DailyReads[] | null = null;
  @state() private counts: ReadCount[] = [];
  @state() private more = false;
  @state() private unread = false;
  private readers = new Map<string, string>();

  override firstUpdated() {
    void this.load();
  }

  private async load() {
    const from = Math.floor(Date.now() / 1000 / DAY - DAYS + 1) * DAY;
    try {
      const [daily, tokens] = await Promise.all([
        get<DailyReads[]>(this.opened.path(`/audit/reads/daily?from=${from}`)),
        get<Token[]>(this.opened.path("/runtime_tokens")),
        this.loadCounts(),
      ]);
      this.readers = new Map(tokens.map((token) => [token._id, token.name]));
      this.daily = daily;
    } catch (problem) {
      this.problem = message(problem);
    }
  }

  private async loadCounts(before?: string) {
    const page = await get<ReadCount[]>(
      this.opened.path(`/audit/reads?limit=${PAGE}${before ? `&before=${encodeURIComponent(before)}` : ""}`),
    );
    this.counts = before ? [...this.counts, ...page] : page;
    this.more = page.length === PAGE;
  }

  /** The name of a runtime token, or of the API key of somebody who ran a Function. */
  private reader(id: string): string {
    const name = this.readers.get(id) ?? this.opened.who(id);
    return name === "a deleted key" ? words.readings.revoked : name;
  }

  protected override render() {
    if (this.problem) return html`<p class="note bad" role="alert">${this.problem}</p>`;
    if (!this.daily) return nothing;
    const linked = this.opened.values.filter((value) => value.from_secret).map((value) => value.name);
    const all = readings(linked, this.daily, DAYS);
    if (!all.length) return this.empty(words.readings.none, words.readings.noneHint);
    return html`${this.days(all)}
      <section class="stack" aria-labelledby="readers-title">
        <h2 id="readers-title">${words.readings.readers}</h2>
        ${
          this.counts.length
            ? readCounts(this.counts, (id) => this.reader(id))
            : this.empty(words.readings.noReads, words.readings.noReadsHint)
        }
        ${
          this.more
            ? html`<div>
                <button class="button" @click=${() => this.loadCounts(this.counts.at(-1)!._id)}>${words.older}</button>
              </div>`
            : nothing
        }
      </section>`;
  }

  private days(all: Reading[]) {
    const text = words.readings;
    const unread = all.filter((reading) => reading.last === null);
    const filters = [
      [false, text.all],
      [true, text.unread(DAYS)],
    ] as const;
    const shown = this.unread ? unread : all;
    return html`<div class="tools">
        <fieldset class="segments">
          <legend class="unseen">${text.which}</legend>
          ${segments("reads-filter", filters, this.unread, (only) => (this.unread = only))}
        </fieldset>
        <span class="soft small" role="status">${shown.length}</span>
      </div>
      <p class="soft">
        ${!this.unread ? text.lead(DAYS) : unread.length ? text.unreadHint(DAYS) : text.noneUnread(DAYS)}
      </p>
      ${shown.length ? this.table(shown) : nothing}`;
  }

  private table(shown: Reading[]) {
    const text = words.readings;
    return html`<div class="table-box">
      <table>
        <thead>
          <tr>
            <th scope="col">${text.value}</th>
            <th scope="col" class="bars-column">${text.perDay}</th>
            <th scope="col" class="wide-only reads-column end">${text.total}</th>
            <th scope="col" class="when-column">${text.last}</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map(
            (reading) =>
              html`<tr>
                <th scope="row" title=${reading.value}>${reading.value}</th>
                <td>${bars(reading)}</td>
                <td class="wide-only end">${reading.total.toLocaleString("en")}</td>
                <td class="soft">
                  ${reading.last === null ? html`<span class="chip warn">${text.never(DAYS)}</span>` : dayName(reading.last)}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  private empty(title: string, hint: string) {
    return html`<div class="empty">
      ${icon("audit")}
      <h2>${title}</h2>
      <p>${hint}</p>
    </div>`;
  }
}
