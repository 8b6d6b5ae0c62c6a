// The panel beside the map: layers, cells and points as tabs; below 700 px it is a sheet.

import type { Translate } from "../../../shared/catalogue";
import { button, element } from "../../../shared/dom";

export interface SideTab {
  readonly name: string;
  readonly label: string;
  readonly body: HTMLElement;
  readonly opened?: () => void;
}

export class SidePanel {
  readonly root: HTMLElement;
  readonly #tabs: readonly HTMLButtonElement[];
  readonly #fold: HTMLButtonElement;

  constructor(
    readonly t: Translate,
    readonly tabs: readonly SideTab[],
  ) {
    this.#tabs = tabs.map((tab) =>
      button(
        { attributes: { role: "tab", id: `side-tab-${tab.name}`, "aria-controls": `side-${tab.name}` } },
        () => this.open(tab.name),
        tab.label,
      ),
    );
    const list = element("div", { class: "tabs side-tabs", attributes: { role: "tablist", "aria-label": t("ui.one_map.panel") } }, ...this.#tabs);
    list.addEventListener("keydown", (event) => this.#key(event));
    const panels = tabs.map((tab) => {
      const attributes = { role: "tabpanel", id: `side-${tab.name}`, "aria-labelledby": `side-tab-${tab.name}` };
      return element("div", { class: "side-panel", attributes }, tab.body);
    });
    this.#fold = button({ class: "fold" }, () => this.fold(!this.folded));
    const body = element("div", { class: "side-body" }, list, ...panels);
    this.root = element("div", { class: "side" }, this.#fold, body);
    this.fold(window.matchMedia("(max-width: 700px)").matches);
    this.open(tabs[0]?.name ?? "");
  }

  get folded(): boolean {
    return this.root.classList.contains("folded");
  }

  fold(folded: boolean): void {
    this.root.classList.toggle("folded", folded);
    this.#fold.setAttribute("aria-expanded", String(!folded));
    this.#fold.setAttribute("aria-label", this.t(folded ? "ui.page.unfold" : "ui.page.fold"));
  }

  open(name: string): void {
    this.tabs.forEach((tab, i) => {
      const chosen = tab.name === name;
      const made = this.#tabs[i];
      made?.setAttribute("aria-selected", String(chosen));
      if (made !== undefined) made.tabIndex = chosen ? 0 : -1;
      const panel = tab.body.parentElement;
      if (panel !== null) panel.hidden = !chosen;
      if (chosen) tab.opened?.();
    });
  }

  #key(event: KeyboardEvent): void {
    const at = this.#tabs.findIndex((tab) => tab === document.activeElement);
    const steps: Readonly<Record<string, number>> = { ArrowRight: at + 1, ArrowLeft: at - 1 };
    const goal = steps[event.key];
    if (goal === undefined || at < 0) return;
    const next = this.#tabs[(goal + this.#tabs.length) % this.#tabs.length];
    event.preventDefault();
    next?.focus();
    next?.click();
  }
}
