import { html, nothing, type TemplateResult } from "lit";
import type { OpenedApp } from "../../api/opened";
import type { AuditCheck, AuditRecord } from "../../api/types";
import { icon } from "../../parts/icons";
import { FROM } from "../../parts/origins";
import { time } from "../../parts/time";
import { ACTIONS } from "./actions";

/** How many names of changed items an entry shows. */
const MOST_NAMES = 5;

export function auditLog(opened: OpenedApp, records: AuditRecord[]): TemplateResult {
  return html`<ol class="card log">
    ${records.map((record) => entry(opened, record))}
  </ol>`;
}

function entry(opened: OpenedApp, record: AuditRecord): TemplateResult {
  const { result, action, revision, withheld, times, at, origin, address } = record;
  const ok = result === "ok";
  const name = nameOf(opened, record);
  // A draft's own actions name the draft already.
  const inDraft = record.draft_id && ok && !action.startsWith("d") ? " in a draft" : "";
  return html`<li>
    <div class="break">
      <strong>${actorOf(opened, record)}</strong>
      ${ok ? "" : result === "unknown" ? "tried, and it is not known whether it was done:" : "tried, and was refused:"}
      ${ACTIONS[action] ?? action}${name ? html` <strong>${name}</strong>` : nothing}${namesOf(record)}${inDraft}${
        revision ? `, which made revision ${revision}` : ""
      }
      ${ok ? nothing : html`<span class="chip bad">${result}</span>`}
      ${withheld ? html`<span class="chip">${withheld === 1 ? "1 item" : `${withheld} items`} in a draft that is not yours</span>` : nothing}
      ${times ? html`<span class="chip">${times} times</span>` : nothing}
    </div>
    <div class="soft small">${time(at)}, from ${FROM[origin]}${address ? ` at ${address}` : ""}</div>
  </li>`;
}

function actorOf(opened: OpenedApp, { actor }: AuditRecord): string {
  const who = opened.who(actor?._id) || "Somebody unknown";
  if (who === "you") return "You";
  return who === "a deleted key" ? `A deleted key (${actor?.public_key ?? "unknown"})` : who;
}

/** The item that was acted on: by the name that it had then, or else by its current one. */
function nameOf(opened: OpenedApp, { target }: AuditRecord): string {
  if (!target) return "";
  const now = [...opened.values, ...opened.secrets].find((item) => item._id === target._id);
  return target.name ?? now?.name ?? "";
}

/** The items that a change of several has changed. */
function namesOf({ changes = [] }: AuditRecord): string {
  if (!changes.length) return "";
  const names = changes.slice(0, MOST_NAMES).map((item) => item.name);
  return `: ${names.join(", ")}${changes.length > MOST_NAMES ? ` and ${changes.length - MOST_NAMES} more` : ""}`;
}

/** The result of a check of the whole log. */
export function verdict({ intact, entries, broken_at, cut_off, head }: AuditCheck): TemplateResult {
  if (intact) {
    return html`<div class="note good" role="status">
      ${icon("check")}
      <div>
        <span
          >The project’s log is whole: each of its ${entries.toLocaleString("en")} entries fits the one before it.</span
        >
        <span class="small break"
          >Keep its newest hash elsewhere, to see later that nothing was cut off: <code>${head}</code></span
        >
      </div>
    </div>`;
  }
  const fault = cut_off ? `its newest entries are missing, from ${broken_at} on` : `entry ${broken_at} does not fit`;
  return html`<p class="note bad" role="alert">
    ${icon("warning")}<span
      >The log was tampered with, or damaged: ${fault}. Compare it with a download or a backup of an earlier day.</span
    >
  </p>`;
}
