import { html, nothing, type TemplateResult } from "lit";
import { tagName } from "../../api/tags";
import type { Change, TagChange } from "../../api/types";
import { type FileDiff, type secretLines, title } from "../../parts/diff";
import { icon } from "../../parts/icons";
import { sideBySide } from "../../parts/side-by-side";

const WORDS = { created: "Added", deleted: "Removed", changed: "Changed" } as const;
const COLOURS = { created: "good", deleted: "bad", changed: "value" } as const;

/** The files among these that a change of a value or a file is about. */
export function filesOf(change: Change, files: FileDiff[]): FileDiff[] {
  if (change.kind !== "value" && change.kind !== "file") return [];
  const names = [change.name, change.previous_name].filter((name) => name !== null);
  return files.filter(({ path }) => names.some((name) => path === name || path === `values/${name}.json`));
}

interface ChangeCard {
  change: Change;
  /** The question which version stays, if there is a conflict. */
  question: TemplateResult | typeof nothing;
  /** What the draft changes. */
  files: FileDiff[];
  secrets: ReturnType<typeof secretLines>;
  /** What the lines before the change are called. */
  before: string;
  onLeaveOut: () => void;
}

/** What the draft does to one item. */
export function changeCard({ change, question, files, secrets, before, onLeaveOut }: ChangeCard): TemplateResult {
  const { _id, kind, action, name, previous_name, conflict } = change;
  return html`<section class="card change ${conflict ? "conflict" : ""}" aria-labelledby="change-${_id}">
    <div class="card-head">
      <span class="chip ${COLOURS[action]}">${previous_name ? "Renamed" : WORDS[action]}</span>
      <h2 id="change-${_id}" class="break">
        ${previous_name ? html`<s class="soft">${previous_name}</s> ` : nothing}${name}
      </h2>
      <span class="soft small">${kind}</span>
      <span class="spring"></span>
      <button class="button quiet small" aria-label="Leave out ${name}" @click=${onLeaveOut}>
        ${icon("undo")} Leave out
      </button>
    </div>
    ${question}
    ${kind === "secret" ? html`<p class="told">${icon("key")} ${secretWords(change, secrets)}</p>` : nothing}
    ${kind === "environment value" ? html`<p class="told">Its content for each environment is shown below.</p>` : nothing}
    ${files.map((file) => sideBySide(file, before, "Your draft"))}
  </section>`;
}

function secretWords(change: Change, secrets: ChangeCard["secrets"]): string {
  if (change.action === "created") return "A new secret. Its content is never shown.";
  if (change.action === "deleted") return "The secret and its content are deleted.";
  const line = secrets.find((one) => one.name === change.name);
  return change.content_changed || line?.what.includes("content")
    ? "Content changed. Neither the old nor the new one is shown."
    : "Renamed; the content stays.";
}

/** That the draft sets the app's environment. */
export function tagCard(
  { before, after, conflict }: TagChange,
  question: TemplateResult | typeof nothing,
  onLeaveOut: () => void,
): TemplateResult {
  return html`<section class="card change ${conflict ? "conflict" : ""}" aria-label="Environment">
    <div class="card-head">
      <span class="chip value">Changed</span>
      <h2>Environment</h2>
      <span class="soft">${tagName(before)} → ${tagName(after)}</span>
      <span class="spring"></span>
      <button class="button quiet small" @click=${onLeaveOut}>${icon("undo")} Leave out</button>
    </div>
    ${question}
  </section>`;
}

/** The files that hold what several changes are about: the environments and the app's settings. */
export function sharedCards(files: FileDiff[], before: string): TemplateResult[] {
  return files
    .filter(({ path }) => path.startsWith("environments/") || path === "realm_config.json")
    .map(
      (file) =>
        html`<section class="card change">
          <div class="card-head"><h2>${title(file.path)}</h2></div>
          ${sideBySide(file, before, "Your draft")}
        </section>`,
    );
}
