import { html, nothing, type TemplateResult } from "lit";
import type { AuditCheck, AuditRecord } from "../../api/types";
import { icon } from "../../parts/icons";
import { FROM } from "../../parts/origins";
import { time } from "../../parts/time";
import { ACTIONS } from "./actions";
import { words } from "./words";

/** How many names of changed items an entry shows. */
const MOST_NAMES = 5;

/** The names of what entries have as ids. */
export interface Names {
  /** A person's name; "you", "a deleted key", or empty for nobody. */
  who: (id: string | undefined) => string;
  /** The current name of an item. */
  item: (id: string) => string | undefined;
  /** The name of an app, if the log is not of one app. */
  app: (id: string) => string | undefined;
}

export function entries(names: Names, records: AuditRecord[]): TemplateResult {
  return html`<ol class="card log">
    ${records.map((record) => entry(names, record))}
  </ol>`;
}

function entry(names: Names, record: AuditRecord): TemplateResult {
  const { result, action, revision, withheld, times, at, origin, address } = record;
  const text = words.entry;
  const ok = result === "ok";
  const name = nameOf(names, record);
  // A draft's own actions name the draft already.
  const inDraft = record.draft_id && ok && !action.startsWith("d") ? text.inDraft : "";
  const app = record.app_id && !action.startsWith("app.") ? names.app(record.app_id) : undefined;
  return html`<li>
    <div class="break">
      <strong>${actorOf(names, record)}</strong>
      ${ok ? "" : result === "unknown" ? text.uncertain : text.refused}
      ${ACTIONS[action] ?? action}${name ? html` <strong>${name}</strong>` : nothing}${namesOf(record)}${inDraft}${
        app ? text.inApp(app) : ""
      }${revision ? text.revision(revision) : ""}
      ${ok ? nothing : html`<span class="chip bad">${result}</span>`}
      ${withheld ? html`<span class="chip">${text.withheld(withheld)}</span>` : nothing}
      ${times ? html`<span class="chip">${text.times(times)}</span>` : nothing}
    </div>
    <div class="soft small">${time(at)}${text.from(FROM[origin], address)}</div>
  </li>`;
}

function actorOf(names: Names, { actor }: AuditRecord): string {
  const who = names.who(actor?._id) || words.entry.unknownActor;
  if (who === "you") return words.entry.you;
  return who === "a deleted key" ? words.entry.deletedKey(actor?.public_key ?? "unknown") : who;
}

/** The item that was acted on: by the name that it had then, or else by its current one. */
function nameOf(names: Names, { target }: AuditRecord): string {
  if (!target) return "";
  return target.name ?? names.item(target._id ?? "") ?? "";
}

/** The items that a change of several has changed. */
function namesOf({ changes = [] }: AuditRecord): string {
  if (!changes.length) return "";
  const names = changes.slice(0, MOST_NAMES).map((item) => item.name);
  return `: ${names.join(", ")}${changes.length > MOST_NAMES ? words.entry.more(changes.length - MOST_NAMES) : ""}`;
}

/** The result of a check of the whole log. */
export function verdict({ intact, entries, broken_at, cut_off, head }: AuditCheck): TemplateResult {
  const text = words.verdict;
  if (intact) {
    return html`<div class="note good" role="status">
      ${icon("check")}
      <div>
        <span>${text.whole(entries)}</span>
        <span class="small break">${text.keep} <code>${head}</code></span>
      </div>
    </div>`;
  }
  const fault = cut_off ? text.cutOff(broken_at) : text.broken(broken_at);
  return html`<p class="note bad" role="alert">${icon("warning")}<span>${text.bad(fault)}</span></p>`;
}
