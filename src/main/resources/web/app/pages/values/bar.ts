import { html, nothing, type TemplateResult } from "lit";
import { session } from "../../api/session";
import { icon } from "../../parts/icons";
import { openMenu } from "../../parts/menu";
import type { Row } from "./rows";
import { words } from "./words";

interface SelectionBar {
  rows: Row[];
  onDelete: () => void;
  onExport: (format: "json" | "env") => void;
  onLeaveOut: () => void;
  onTags: () => void;
  onClear: () => void;
}

/** What can be done with the selected rows. */
export function selectionBar(bar: SelectionBar): TemplateResult {
  const text = words.selection;
  const button = (label: string, drawing: Parameters<typeof icon>[0], run: () => void) =>
    html`<button class="button small" @click=${run}>${icon(drawing)} ${label}</button>`;
  return html`<div class="tools selection" role="group" aria-label=${text.title}>
    <strong role="status">${text.count(bar.rows.length)}</strong>
    <button
      class="button small"
      aria-haspopup="menu"
      aria-expanded="false"
      @click=${(event: Event) =>
        openMenu(event.currentTarget as HTMLElement, text.export, [
          { label: text.exportJson, icon: "file", run: () => bar.onExport("json") },
          { label: text.exportEnv, icon: "file", run: () => bar.onExport("env") },
        ])}
    >
      ${icon("file")} ${text.export} ${icon("down")}
    </button>
    ${
      session.mayWrite
        ? [
            button(text.tags, "tag", bar.onTags),
            bar.rows.some((row) => row.change) ? button(text.leaveOut, "undo", bar.onLeaveOut) : nothing,
            button(text.delete, "trash", bar.onDelete),
          ]
        : nothing
    }
    <span class="spring"></span>
    <button class="button small quiet" @click=${bar.onClear}>${icon("close")} ${text.clear}</button>
  </div>`;
}
