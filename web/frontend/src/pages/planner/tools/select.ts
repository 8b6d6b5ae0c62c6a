// Select: a click chooses a cell, the nodes of the chosen cell can be moved.

import { unByKey } from "ol/Observable";
import type { EventsKey } from "ol/events";
import { element } from "../../../shared/dom";
import { mayDraw } from "../state";
import { NodeTool } from "./nodes";
import type { BenchTool, Workshop } from "./tool";

const STEP_M = 1;
const LONG_STEP_M = 10;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

export class SelectTool implements BenchTool {
  readonly options: HTMLElement;
  readonly nodes: NodeTool;
  #listening: EventsKey | null = null;

  constructor(readonly shop: Workshop) {
    this.nodes = new NodeTool(shop);
    this.options = element("p", { class: "hint" });
    shop.bench.follow((now) => {
      this.options.textContent = shop.t(mayDraw(now) ? "ui.planner.select.hint" : "ui.planner.select.closed");
    });
  }

  start(): void {
    this.nodes.start();
    this.#listening = this.shop.view.map.on("singleclick", (event) => {
      if (this.nodes.holds(event.pixel)) return;
      const code = this.shop.view.cells.codeAt(event.coordinate);
      const { shiftKey, ctrlKey, metaKey } = event.originalEvent as MouseEvent;
      if (code !== null && (shiftKey || ctrlKey || metaKey)) this.shop.bench.toggle(code);
      else this.shop.bench.select(code);
    });
  }

  stop(): void {
    this.nodes.stop();
    if (this.#listening !== null) unByKey(this.#listening);
  }

  key(event: KeyboardEvent): boolean {
    const { node } = this.shop.bench.now;
    if (node === null) return false;
    const arrow = ARROWS[event.key];
    if (arrow !== undefined) {
      const step = event.shiftKey ? LONG_STEP_M : STEP_M;
      this.nodes.nudge(arrow[0] * step, arrow[1] * step);
    } else if (event.key === "Enter") void this.nodes.commit();
    else if (event.key === "Delete" || event.key === "Backspace") void this.nodes.remove();
    else if (event.key === "Insert" || event.key === "i") void this.nodes.insertAfter();
    else if (event.key === "Escape" && this.nodes.pending) this.nodes.cancel();
    else return false;
    return true;
  }
}
