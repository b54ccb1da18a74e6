import { html, nothing, type TemplateResult } from "lit";
import type { ItemChange, ItemContents, Side } from "../api/changes";
import * as json from "../api/json";
import { columnName, COLUMNS } from "../api/tags";
import { compare } from "./compare";
import { type FileDiff, parse } from "./diff";
import { icon } from "./icons";
import { sideBySide } from "./side-by-side";
import { time } from "./time";
import { words } from "./words/changes";

/** How many characters of a content are shown in one line. */
const SHORT = 80;

export interface ContentOf {
  change: ItemChange;
  contents: ItemContents;
  /** What both states are called. */
  before: string;
  after: string;
  who: (user: string | null) => string;
  /** Names the comparisons for screen readers; {@code where} is an environment. */
  label?: (name: string, where?: string) => string;
}

/** What changes about an item: its content before and after, its link, note, tags and flag. Of a secret only words. */
export function contentOf(of: ContentOf): TemplateResult {
  const { change, contents } = of;
  const { before, after } = contents;
  const about = before && after ? facts(before, after) : [];
  return html`${change.kind === "secret" ? html`<p class="told">${icon("key")} ${secretWords(change)}</p>` : nothing}
  ${about.map((fact) => html`<p class="told">${fact}</p>`)} ${differences(of, about.length > 0)}
  ${
    before && change.kind !== "secret" && change.kind !== "file"
      ? html`<p class="told small">${words.before(of.who(before.by))} ${time(before.modified)}, ${words.beforeThis}</p>`
      : nothing
  }`;
}

function differences(
  { change, contents, before, after, label: named = words.changesOf }: ContentOf,
  hasFacts: boolean,
) {
  const { before: old, after: now, diff } = contents;
  const label = named(change.name);
  if (change.kind === "file") {
    return diff === null ? html`<p class="told">${words.tooLarge}</p>` : sideBySide(parse(diff), before, after, label);
  }
  if (change.kind === "value") {
    const file = textDiff(change.name, lines(old), lines(now));
    if (file.blocks.length) return sideBySide(file, before, after, label);
  }
  if (change.kind === "environment value") {
    const changed = changedColumns(contents);
    if (changed.length) {
      return changed.map((column) => {
        const file = textDiff(change.name, pretty(old?.cells[column]), pretty(now?.cells[column]));
        const where = columnName(column);
        return html`<h3 class="told">${where}</h3>
          ${sideBySide(file, before, after, named(change.name, where))}`;
      });
    }
  }
  return change.kind === "secret" || hasFacts ? nothing : html`<p class="told">${words.sameContent}</p>`;
}

/** The difference of two texts; an empty one is none at all. */
function textDiff(name: string, before: string, after: string): FileDiff {
  if (before && after) return compare(name, before, after);
  const text = before || after;
  const lines = text ? text.split("\n") : [];
  const block = lines.map((line, at) => ({
    before: before ? line : null,
    after: after ? line : null,
    oldNumber: at + 1,
    newNumber: at + 1,
  }));
  return { path: name, action: before ? "removed" : "added", blocks: block.length ? [block] : [] };
}

function changedColumns({ before, after }: ItemContents) {
  return COLUMNS.filter((column) => before?.cells[column] !== after?.cells[column]);
}

/** What a value holds, to compare it line by line; empty if there is none. */
function lines(side: Side | null): string {
  if (!side) return "";
  return side.from_secret ? words.link(side.text) : pretty(side.text);
}

function pretty(text: string | undefined): string {
  return text === undefined ? "" : json.formatted(text);
}

function facts(before: Side, after: Side): unknown[] {
  const told: unknown[] = [];
  if (before.private !== after.private) told.push(words.private(after));
  if (before.note !== after.note) {
    told.push(html`${words.note}: ${crossed(before.note)} <span class="text">${after.note || words.noNote}</span>`);
  }
  const gone = before.tags.filter((tag) => !after.tags.includes(tag));
  const fresh = after.tags.filter((tag) => !before.tags.includes(tag));
  if (gone.length || fresh.length) {
    const chip = (style: string) => (tag: string) => html`<span class="chip ${style}">${tag}</span> `;
    told.push(html`${words.tags}: ${gone.map((tag) => html`<s>${tag}</s> `)} ${fresh.map(chip("good"))}`);
  }
  return told;
}

function crossed(text: string) {
  return text ? html`<s class="text">${text}</s> →` : nothing;
}

function secretWords(change: ItemChange): string {
  if (change.action !== "changed") return words.secret[change.action];
  if (change.content_changed) return words.secret.content;
  return change.previous_name ? words.secret.renamed : words.secret.kept;
}

/** What changes about an item, in one line; empty if it is not read yet. */
export function preview(change: ItemChange, contents: ItemContents | undefined): string {
  if (change.kind === "secret") {
    const { short } = words.secret;
    return change.action !== "changed" ? short[change.action] : change.content_changed ? short.content : short.renamed;
  }
  if (!contents || change.kind === "file") return "";
  const { before, after } = contents;
  if (change.kind === "environment value") {
    const changed = changedColumns(contents);
    if (changed.length !== 1) return words.environments(changed.length);
    const column = changed[0]!;
    return `${columnName(column)}: ${arrow(before?.cells[column], after?.cells[column])}`;
  }
  const [old, now] = [before, after].map((side) => side && (side.from_secret ? words.link(side.text) : side.text));
  return old === now ? words.sameContent : arrow(old, now);
}

function arrow(before: string | null | undefined, after: string | null | undefined): string {
  if (before === null || before === undefined) return (after ?? "").slice(0, SHORT);
  return `${before.slice(0, SHORT)} → ${after?.slice(0, SHORT) ?? words.none}`;
}
