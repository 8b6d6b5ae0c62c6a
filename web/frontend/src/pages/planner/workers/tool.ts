// In the workers' mode a click chooses cells; chosen cells can be dragged onto a worker.

import { unByKey } from "ol/Observable";
import type { EventsKey } from "ol/events";
import PointerInteraction from "ol/interaction/Pointer";
import type MapBrowserEvent from "ol/MapBrowserEvent";
import { element } from "../../../shared/dom";
import type { BenchTool, Workshop } from "../tools/tool";
import { carry, type Carried } from "./carrying";

export class AssignTool implements BenchTool {
  readonly options: HTMLElement;
  readonly #drag: PointerInteraction;
  #carried: Carried | null = null;
  #listening: EventsKey | null = null;
  #moved = false;

  constructor(
    readonly shop: Workshop,
    readonly give: (codes: readonly string[], worker: string) => void,
  ) {
    this.options = element("p", { class: "hint" }, shop.t("ui.planner.assign.hint"));
    this.#drag = new PointerInteraction({
      handleDownEvent: (event) => this.#down(event),
      handleDragEvent: (event) => this.#move(event),
      handleUpEvent: (event) => this.#up(event),
    });
  }

  start(): void {
    this.shop.view.map.addInteraction(this.#drag);
    this.#listening = this.shop.view.map.on("singleclick", (event) => {
      const code = this.shop.view.cells.codeAt(event.coordinate);
      const { shiftKey, ctrlKey, metaKey } = event.originalEvent as MouseEvent;
      if (code === null) this.shop.bench.select(null);
      else if (shiftKey || ctrlKey || metaKey) this.shop.bench.toggle(code);
      else this.shop.bench.select(code);
    });
  }

  stop(): void {
    this.shop.view.map.removeInteraction(this.#drag);
    if (this.#listening !== null) unByKey(this.#listening);
  }

  key(_event: KeyboardEvent): boolean {
    return false;
  }

  #down(event: MapBrowserEvent): boolean {
    const code = this.shop.view.cells.codeAt(event.coordinate);
    this.#moved = false;
    return code !== null && this.shop.bench.now.selected.includes(code);
  }

  #move(event: MapBrowserEvent): void {
    const { selected } = this.shop.bench.now;
    this.#carried ??= carry(this.shop.t("ui.planner.assign.carried", { count: selected.length }));
    this.#moved = true;
    const { clientX, clientY } = event.originalEvent as PointerEvent;
    this.#carried.move(clientX, clientY);
    this.#carried.over("[data-worker]", clientX, clientY);
  }

  #up(event: MapBrowserEvent): boolean {
    this.#carried?.drop();
    this.#carried = null;
    if (!this.#moved) return false;
    const { clientX, clientY } = event.originalEvent as PointerEvent;
    const row = document.elementFromPoint(clientX, clientY)?.closest<HTMLElement>("[data-worker]");
    const worker = row?.dataset["worker"];
    if (worker !== undefined) this.give(this.shop.bench.now.selected, worker);
    return false;
  }
}
