// Paint: blocks under the brush, in a rectangle or a lasso go to the chosen cell.

import Polygon from "ol/geom/Polygon";
import PointerInteraction from "ol/interaction/Pointer";
import type MapBrowserEvent from "ol/MapBrowserEvent";
import { element } from "../../../shared/dom";
import { shownCell, type PaintForm, mayDraw } from "../state";
import type { Block, BlockLayer } from "../layers/blocks";
import { Sketch } from "./sketch";
import type { BenchTool, Workshop } from "./tool";

const FORMS: readonly PaintForm[] = ["brush", "rectangle", "lasso"];

export class PaintTool implements BenchTool {
  readonly options: HTMLElement;
  readonly #brush: PointerInteraction;
  readonly #sketch: Sketch;
  readonly #stroke = new Map<string, Block>();
  readonly #receiver = element("strong");
  #receiving: string | null = null;
  #active = false;

  constructor(
    readonly shop: Workshop,
    readonly blocks: BlockLayer,
    readonly nameOf: (code: string) => string,
  ) {
    this.#brush = new PointerInteraction({
      handleDownEvent: (event) => this.#down(event),
      handleDragEvent: (event) => this.#touch(event),
      handleUpEvent: () => this.#up(),
    });
    this.#sketch = new Sketch(shop.view, (corners) => {
      for (const block of blocks.within(new Polygon([corners]))) this.#stroke.set(block.id, block);
      this.#receiving ??= shop.bench.now.selected[0] ?? null;
      void this.#send();
    });
    this.options = element(
      "div",
      { class: "tool-line" },
      this.#forms(),
      element("span", { class: "hint" }, shop.t("ui.planner.paint.hint"), " ", this.#receiver),
    );
    shop.bench.follow((now) => {
      const cell = shownCell(now);
      this.#receiver.textContent = cell === null ? shop.t("ui.planner.paint.first") : nameOf(cell.code);
    });
  }

  start(): void {
    this.#active = true;
    this.shop.view.add([this.blocks.layer]);
    this.#take(this.shop.bench.now.paint);
  }

  stop(): void {
    this.#active = false;
    this.#sketch.stop();
    this.shop.view.remove([this.blocks.layer], [this.#brush]);
    this.shop.view.letDrag(true);
  }

  key(event: KeyboardEvent): boolean {
    const form = FORMS[Number(event.key) - 1];
    if (form === undefined) return false;
    this.#take(form);
    return true;
  }

  #forms(): HTMLElement {
    const radios = FORMS.map((form) => {
      const input = element("input", { attributes: { type: "radio", name: "paint-form", value: form } });
      input.checked = form === this.shop.bench.now.paint;
      input.addEventListener("change", () => this.#take(form));
      this.shop.bench.follow(({ paint }) => {
        input.checked = paint === form;
      });
      return element("label", {}, input, element("span", {}, this.shop.t(`ui.planner.paint.${form}`)));
    });
    return element("div", { class: "segments", attributes: { role: "radiogroup", "aria-label": this.shop.t("ui.planner.paint.form") } }, ...radios);
  }

  #take(form: PaintForm): void {
    this.shop.bench.change({ paint: form });
    if (!this.#active) return;
    this.#sketch.stop();
    this.shop.view.map.removeInteraction(this.#brush);
    if (!mayDraw(this.shop.bench.now)) return;
    if (form === "brush") this.shop.view.map.addInteraction(this.#brush);
    else this.#sketch.start(form);
  }

  #down(event: MapBrowserEvent): boolean {
    const original = event.originalEvent as PointerEvent;
    const wish = original.altKey || original.button !== 0;
    if (wish) return false;
    const { selected } = this.shop.bench.now;
    this.#receiving = selected[0] ?? this.shop.view.cells.codeAt(event.coordinate);
    if (this.#receiving === null) return false;
    if (selected.length === 0) this.shop.bench.select(this.#receiving);
    this.#touch(event);
    return true;
  }

  #touch(event: MapBrowserEvent): void {
    const block = this.blocks.at(event.coordinate);
    if (block === null) return;
    this.#stroke.set(block.id, block);
    this.blocks.paint(new Set(this.#stroke.keys()));
  }

  #up(): boolean {
    void this.#send();
    return false;
  }

  /** Send one transfer for each cell that gives blocks away. */
  async #send(): Promise<void> {
    const to_code = this.#receiving;
    this.#receiving = null;
    const stroke = [...this.#stroke.values()];
    this.#stroke.clear();
    const givers = new Map<string, string[]>();
    for (const block of stroke) {
      const code = this.shop.view.cells.codeAt(block.inside);
      if (code === null || code === to_code) continue;
      givers.set(code, [...(givers.get(code) ?? []), block.id]);
    }
    if (to_code === null) this.shop.say(this.shop.t("ui.planner.choose_cell"));
    else {
      for (const [from_code, ids] of givers) {
        await this.shop.send({ op: "transfer", blocks: ids.sort(), from_code, to_code });
      }
      if (givers.size === 0 && stroke.length > 0) this.shop.say(this.shop.t("ui.planner.paint.nothing"));
    }
    this.blocks.paint(new Set());
  }
}
