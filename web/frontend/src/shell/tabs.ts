// Tabs: one panel at a time, arrow keys between them, the open one kept in the address.

import { button, element } from "../shared/dom";

export interface Tab {
  readonly name: string;
  readonly label: string;
  readonly open: (panel: HTMLElement) => void | Promise<void>;
}

/** Return tabs with their panel; the address' fragment says which one is open. */
export function makeTabs(label: string, tabs: readonly Tab[]): HTMLElement {
  const panel = element("div", { class: "tab-panel", attributes: { role: "tabpanel", id: "tab-panel", tabindex: "-1" } });
  const list = element("div", { class: "tabs", attributes: { role: "tablist", "aria-label": label } });
  const open = (tab: Tab, remember = true): void => {
    buttons.forEach((made, place) => {
      const chosen = tabs[place] === tab;
      made.setAttribute("aria-selected", String(chosen));
      made.tabIndex = chosen ? 0 : -1;
      if (!chosen) return;
      panel.setAttribute("aria-labelledby", made.id);
      if (made.isConnected) made.scrollIntoView({ block: "nearest", inline: "nearest" });
    });
    if (remember) history.replaceState(null, "", `#${tab.name}`);
    panel.replaceChildren();
    void tab.open(panel);
  };
  const buttons = tabs.map((tab) =>
    button(
      { attributes: { role: "tab", id: `tab-${tab.name}`, "aria-controls": "tab-panel" } },
      () => open(tab),
      tab.label,
    ),
  );
  list.append(...buttons);
  list.addEventListener("keydown", (event) => {
    const at = buttons.findIndex((made) => made === document.activeElement);
    const steps: Readonly<Record<string, number>> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 };
    const goal = steps[event.key];
    const made = goal === undefined ? undefined : buttons[(goal + buttons.length) % buttons.length];
    if (made === undefined) return;
    event.preventDefault();
    made.focus();
    made.click();
  });
  const wanted = tabs.find((tab) => `#${tab.name}` === location.hash) ?? tabs[0];
  if (wanted !== undefined) open(wanted, false);
  return element("div", { class: "tabbed" }, list, panel);
}
