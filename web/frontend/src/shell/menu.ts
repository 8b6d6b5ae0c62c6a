// A button with a menu: arrow keys inside, Escape back to the button, a press outside closes.

import { button, element } from "../shared/dom";

export interface MenuItem {
  readonly label: string;
  readonly pressed: () => void;
  /** Makes the item a switch. */
  readonly checked?: boolean;
  readonly disabled?: boolean;
  readonly danger?: boolean;
}

interface MenuOptions {
  readonly label: string;
  readonly class?: string;
  /** What stands on the button instead of the label. */
  readonly sign?: string;
  /** A switch leaves the menu open. */
  readonly items: () => readonly MenuItem[];
}

/** Return a button that opens a menu. */
export function menuButton(options: MenuOptions): HTMLElement {
  const list = element("div", { class: "menu-list", attributes: { role: "menu", "aria-label": options.label } });
  list.hidden = true;
  const opener = button(
    {
      class: options.class ?? "plain",
      attributes: { "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": options.label },
    },
    () => (list.hidden ? open() : close(false)),
    options.sign ?? options.label,
  );
  const root = element("div", { class: "menu-button" }, opener, list);

  const items = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>("button:not(:disabled)")];
  const outside = (event: Event): void => {
    if (event.target instanceof Node && !root.contains(event.target) && !list.contains(event.target)) close(false);
  };
  const close = (back: boolean): void => {
    list.hidden = true;
    root.append(list);
    document.removeEventListener("scroll", outside, true);
    opener.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside);
    if (back) opener.focus();
  };
  const fill = (): void => {
    list.replaceChildren(...options.items().map((item) => entry(item)));
  };
  const entry = (item: MenuItem): HTMLElement => {
    const checkable = item.checked !== undefined;
    const made = button(
      {
        class: item.danger ? "menu-item danger-text" : "menu-item",
        attributes: {
          role: checkable ? "menuitemcheckbox" : "menuitem",
          tabindex: "-1",
          ...(checkable ? { "aria-checked": String(item.checked) } : {}),
        },
      },
      () => {
        const at = items().indexOf(made);
        if (!checkable) close(true);
        item.pressed();
        if (checkable) {
          fill();
          items()[at]?.focus();
        }
      },
      item.label,
    );
    made.disabled = item.disabled ?? false;
    return made;
  };
  // The list leaves its place while it is open, so that nothing that scrolls cuts it off.
  const place = (): void => {
    (root.closest("dialog, main") ?? document.body).append(list);
    const at = opener.getBoundingClientRect();
    const below = window.innerHeight - at.bottom > list.offsetHeight + 8;
    list.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - list.offsetHeight - 4)}px`;
    list.style.left = `${Math.max(8, Math.min(at.right, window.innerWidth - 8) - list.offsetWidth)}px`;
  };
  const open = (): void => {
    fill();
    list.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    document.addEventListener("pointerdown", outside);
    document.addEventListener("scroll", outside, true);
    place();
    items()[0]?.focus();
  };
  const press = (event: KeyboardEvent): void => {
    if (list.hidden) {
      if (event.key === "ArrowDown" && event.target === opener) {
        event.preventDefault();
        open();
      }
      return;
    }
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const goals: Readonly<Record<string, number>> = {
      ArrowDown: (at + 1) % all.length,
      ArrowUp: (at - 1 + all.length) % all.length,
      Home: 0,
      End: all.length - 1,
    };
    const goal = goals[event.key];
    if (goal !== undefined) all[goal]?.focus();
    else if (event.key === "Escape") close(true);
    else if (event.key === "Tab") return close(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  opener.addEventListener("keydown", press);
  list.addEventListener("keydown", press);
  return root;
}
