// Lock: a click on a cell, or Enter on the chosen one, locks it for a reason, or opens it again.

import { unByKey } from "ol/Observable";
import type { EventsKey } from "ol/events";
import { element } from "../../../shared/dom";
import type { BenchTool, Workshop } from "./tool";

export class LockTool implements BenchTool {
  readonly options: HTMLElement;
  #listening: EventsKey | null = null;

  constructor(
    readonly shop: Workshop,
    readonly turn: (code: string) => Promise<void>,
  ) {
    this.options = element("p", { class: "hint" }, shop.t("ui.planner.lock.hint"));
  }

  start(): void {
    this.#listening = this.shop.view.map.on("singleclick", (event) => {
      const code = this.shop.view.cells.codeAt(event.coordinate);
      if (code === null) return;
      this.shop.bench.select(code);
      void this.turn(code);
    });
  }

  stop(): void {
    if (this.#listening !== null) unByKey(this.#listening);
  }

  key(event: KeyboardEvent): boolean {
    const code = this.shop.bench.now.selected[0];
    if (event.key !== "Enter" || code === undefined) return false;
    void this.turn(code);
    return true;
  }
}
