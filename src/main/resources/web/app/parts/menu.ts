import { html, nothing, render } from "lit";
import { icon, type Icon } from "./icons";

export interface MenuItem {
  label: string;
  icon: Icon;
  run: () => unknown;
  danger?: boolean;
  /** Whether a line separates it from the item above. */
  apart?: boolean;
}

/** The distance between the menu and its button or the window's edge, in pixels. */
const GAP = 4;

/**
 * Opens a menu below a button, for which the button needs {@code aria-haspopup="menu"}. The arrow keys, Home, End and
 * first letters move between the items; Esc and Tab close it. The focus returns to the button before an item runs.
 */
export function openMenu(button: HTMLElement, label: string, items: MenuItem[]): void {
  const menu = document.createElement("div");
  menu.className = "menu placed";
  menu.popover = "auto";
  menu.role = "menu";
  menu.ariaLabel = label;
  render(
    items.map(
      (item) =>
        html`${item.apart ? html`<hr />` : nothing}<button
            role="menuitem"
            tabindex="-1"
            class=${item.danger ? "danger" : ""}
            @click=${() => {
              close();
              item.run();
            }}
          >
            ${icon(item.icon)} ${item.label}
          </button>`,
    ),
    menu,
  );
  const close = () => {
    menu.hidePopover();
    button.focus();
  };
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Tab") close();
    else move(menu, event);
  });
  menu.addEventListener("toggle", (event) => {
    if (event.newState === "open") return;
    button.ariaExpanded = "false";
    menu.remove();
  });
  (button.closest("main") ?? document.body).append(menu);
  menu.showPopover();
  button.ariaExpanded = "true";
  place(menu, button.getBoundingClientRect());
  menu.querySelector<HTMLElement>("[role=menuitem]")?.focus();
}

function place(menu: HTMLElement, button: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = button.bottom + GAP;
  const top = below + height > innerHeight - GAP ? button.top - GAP - height : below;
  menu.style.top = `${Math.max(GAP, top)}px`;
  menu.style.left = `${Math.max(GAP, Math.min(button.right - width, innerWidth - GAP - width))}px`;
}

function move(menu: HTMLElement, event: KeyboardEvent): void {
  const items = [...menu.querySelectorAll<HTMLElement>("[role=menuitem]")];
  const at = items.indexOf(event.target as HTMLElement);
  let next: HTMLElement | undefined;
  if (event.key === "ArrowDown") next = items[at + 1] ?? items[0];
  else if (event.key === "ArrowUp") next = items[at - 1] ?? items.at(-1);
  else if (event.key === "Home") next = items[0];
  else if (event.key === "End") next = items.at(-1);
  else if (/^\p{L}$/u.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
    // The letter would also be a shortcut of the page.
    event.stopPropagation();
    const starts = (item: HTMLElement) => item.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase());
    next = [...items.slice(at + 1), ...items].find(starts);
  } else return;
  event.preventDefault();
  next?.focus();
}
