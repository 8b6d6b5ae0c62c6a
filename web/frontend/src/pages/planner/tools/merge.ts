// Merge: clicks choose cells, Enter makes them one.

import { unByKey } from "ol/Observable";
import type { EventsKey } from "ol/events";
import { button, element } from "../../../shared/dom";
import type { BenchTool, Workshop } from "./tool";

export class MergeTool implements BenchTool {
  readonly options: HTMLElement;
  readonly #go: HTMLButtonElement;
  readonly #hint: HTMLElement;
  #listening: EventsKey | null = null;

  constructor(readonly shop: Workshop) {
    this.#go = button({ class: "primary small-button" }, () => void this.#merge(), shop.t("ui.planner.merge.go"));
    this.#hint = element("span", { class: "hint" });
    this.options = element("div", { class: "tool-line" }, this.#hint, this.#go);
    shop.bench.follow(({ selected }) => {
      this.#go.disabled = selected.length < 2;
      this.#hint.textContent = shop.t("ui.planner.merge.hint", { count: selected.length });
    });
  }

  start(): void {
    this.#listening = this.shop.view.map.on("singleclick", (event) => {
      const code = this.shop.view.cells.codeAt(event.coordinate);
      if (code !== null) this.shop.bench.toggle(code);
    });
  }

  stop(): void {
    if (this.#listening !== null) unByKey(this.#listening);
  }

  key(event: KeyboardEvent): boolean {
    if (event.key !== "Enter") return false;
    void this.#merge();
    return true;
  }

  async #merge(): Promise<void> {
    const codes = [...this.shop.bench.now.selected].sort();
    if (codes.length < 2) return;
    if (await this.shop.send({ op: "merge", codes })) this.shop.bench.select(codes[0] ?? null);
  }
}
