/** Whether a key opens the palette: Ctrl+K, or ⌘K. */
export function isFind(event: KeyboardEvent): boolean {
  return (
    !event.defaultPrevented &&
    (event.ctrlKey || event.metaKey) &&
    !event.altKey &&
    !event.shiftKey &&
    event.key.toLowerCase() === "k"
  );
}

/** Waits for something that takes the focus, and returns the text that was typed in the meantime. */
export async function typedDuring(opening: Promise<unknown>): Promise<string> {
  let text = "";
  const keep = (event: KeyboardEvent) => {
    if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
    text += event.key;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  addEventListener("keydown", keep, { capture: true });
  try {
    await opening;
  } finally {
    removeEventListener("keydown", keep, { capture: true });
  }
  return text;
}

/**
 * Keyboard shortcuts of the whole page. The attribute {@code data-key} of a control is its key. The arrow keys move
 * between elements with {@code data-row}.
 */
export function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target as HTMLElement;
  const typing = target.matches(
    "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], v-json-editor",
  );
  if (!typing && event.key.length === 1) {
    const control = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(event.key)}"]:not(:disabled)`);
    if (control) {
      event.preventDefault();
      if (control.matches("input")) control.focus();
      else control.click();
    }
  }
  if (event.key === "ArrowDown" || event.key === "ArrowUp") step(event, target, typing);
  if (event.key === "Escape" && target.matches("input[type=search]")) target.blur();
}

function step(event: KeyboardEvent, target: HTMLElement, typing: boolean): void {
  if (typing && !target.matches("input[type=search]")) return;
  if (target.closest("[popover]")) return;
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  if (!rows.length) return;
  const row = target.closest(":is(tr, li):has([data-row])")?.querySelector<HTMLElement>("[data-row]");
  const next = row ? rows.indexOf(row) + (event.key === "ArrowDown" ? 1 : -1) : 0;
  if (!rows[next]) return;
  event.preventDefault();
  rows[next].focus();
  rows[next].scrollIntoView({ block: "nearest" });
}
