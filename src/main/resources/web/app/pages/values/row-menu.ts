import * as json from "../../api/json";
import type { OpenedApp } from "../../api/opened";
import { session } from "../../api/session";
import { readValue } from "../../api/values";
import { copy } from "../../parts/copying";
import { type MenuItem, openMenu } from "../../parts/menu";
import { toasts } from "../../parts/toasts";
import type { Row } from "./rows";
import { words } from "./words";

export interface RowActions {
  onEdit: () => unknown;
  onHistory: () => unknown;
  onLeaveOut: () => unknown;
  onDelete: () => unknown;
}

/** Opens the menu of what can be done with a row. */
export function openRowMenu(opened: OpenedApp, row: Row, button: HTMLElement, actions: RowActions): void {
  const { menu } = words;
  const call = `context.values.get(${JSON.stringify(row.name)})`;
  const items: MenuItem[] = [
    { label: session.mayWrite ? menu.edit : menu.view, icon: "format", run: actions.onEdit },
    { label: menu.copyName, icon: "copy", run: () => copy(row.name, words.copied(words.copiedName)), apart: true },
  ];
  if (row.type === "value") items.push({ label: menu.copyJson, icon: "copy", run: () => copyJson(opened, row) });
  if (row.type !== "secret") {
    items.push({ label: menu.copyCall(call), icon: "code", run: () => copy(call, words.copied(call)) });
  }
  items.push({ label: menu.history, icon: "history", run: actions.onHistory, apart: true });
  if (session.mayWrite) {
    if (row.change) items.push({ label: menu.leaveOut, icon: "undo", run: actions.onLeaveOut });
    items.push({ label: menu.delete, icon: "trash", run: actions.onDelete, danger: true, apart: true });
  }
  openMenu(button, words.actionsOf(row.name), items);
}

async function copyJson(opened: OpenedApp, row: Row): Promise<void> {
  try {
    const { text } = await readValue(opened, row.id);
    await copy(json.formatted(text), words.copied(words.copiedJson));
  } catch (problem) {
    toasts.fail(problem);
  }
}
