// Transfer: a piece drawn by hand, or blocks ticked in a list, go from the chosen cell to a neighbour.

import type { Coordinate } from "ol/coordinate";
import { button, element, labelled } from "../../../shared/dom";
import { formatExact } from "../../../shared/numbers";
import type { Command } from "../../../engine/commands";
import type { Coverage } from "../../../engine/coverage";
import { Glimpse } from "../drawing/glimpse";
import { placeOf } from "../layers/geometry";
import type { BlockLayer } from "../layers/blocks";
import { neighbours } from "../layers/hues";
import { mayDraw, shownCell, type State } from "../state";
import { inlineField } from "./fields";
import { Sketch } from "./sketch";
import type { BenchTool, Workshop } from "./tool";

type TransferCommand = Extract<Command, { op: "transfer" }>;

export class TransferTool implements BenchTool {
  readonly options: HTMLElement;
  readonly #sketch: Sketch;
  readonly #to = element("select");
  readonly #list = element("div", { class: "tool-list" });
  readonly #hint = element("span", { class: "hint" });
  readonly #chosen = new Set<string>();
  readonly #go: HTMLButtonElement;
  #active = false;
  #of = "";

  constructor(
    readonly shop: Workshop,
    readonly blocks: BlockLayer,
    readonly nameOf: (code: string) => string,
  ) {
    const { t } = shop;
    const glimpse = new Glimpse(shop.bench, shop.foresight, (corners) => this.#commandOf(corners));
    const guides = (): Coverage | null => shop.foresight.coverageOf(shop.bench.now.draft);
    this.#sketch = new Sketch(shop.view, (corners) => void this.#piece(corners), glimpse, guides);
    this.#go = button({ class: "plain small-button" }, () => void this.#send(), t("ui.planner.transfer.go"));
    this.options = element(
      "div",
      { class: "tool-line" },
      this.#hint,
      inlineField(t("ui.planner.transfer.to"), this.#to),
      element("details", { class: "tool-more" }, element("summary", {}, t("ui.planner.transfer.blocks")), this.#list, this.#go),
    );
    shop.bench.follow((now) => this.#follow(now));
  }

  start(): void {
    this.#active = true;
    this.#of = "";
    this.#follow(this.shop.bench.now);
    this.shop.view.add([this.blocks.layer]);
    this.#ready();
  }

  stop(): void {
    this.#active = false;
    this.#sketch.stop();
    this.blocks.paint(new Set());
    this.shop.view.remove([this.blocks.layer]);
  }

  key(event: KeyboardEvent): boolean {
    if (event.key === "Enter") this.#sketch.finish();
    else if (event.key === "Escape") this.#sketch.takeBack(true);
    else if (event.key === "Backspace") this.#sketch.takeBack(false);
    else return false;
    return true;
  }

  #ready(): void {
    this.#sketch.stop();
    if (shownCell(this.shop.bench.now) !== null && mayDraw(this.shop.bench.now)) this.#sketch.start("area");
    else if (this.#active) this.#pick();
  }

  /** Let the first click choose the cell that gives. */
  #pick(): void {
    this.shop.view.map.once("singleclick", (event) => {
      if (!this.#active || shownCell(this.shop.bench.now) !== null) return;
      this.shop.bench.select(this.shop.view.cells.codeAt(event.coordinate));
      this.#ready();
    });
  }

  #follow(now: State): void {
    const cell = shownCell(now);
    this.#hint.textContent =
      cell === null
        ? this.shop.t("ui.planner.transfer.first")
        : this.shop.t("ui.planner.transfer.hint", { name: this.nameOf(cell.code) });
    const of = `${cell?.code ?? ""} ${now.draft?.plan.revision ?? 0}`;
    if (!this.#active || of === this.#of) return;
    this.#of = of;
    this.#chosen.clear();
    const cells = now.draft?.cells ?? now.base;
    const beside = cell === null ? [] : [...(neighbours(cells.values()).get(cell.code) ?? [])].sort();
    const before = this.#to.value;
    this.#to.replaceChildren(
      ...beside.map((code) => element("option", { attributes: { value: code } }, this.nameOf(code))),
    );
    if (beside.includes(before)) this.#to.value = before;
    this.#fill(cell?.code ?? null);
    this.#ready();
  }

  #fill(code: string | null): void {
    const inside = code === null ? [] : this.blocks.all.filter((block) => this.shop.view.cells.codeAt(block.inside) === code);
    this.#list.replaceChildren(
      ...inside.map((block) => {
        const box = element("input", { attributes: { type: "checkbox" } });
        box.addEventListener("change", () => {
          if (box.checked) this.#chosen.add(block.id);
          else this.#chosen.delete(block.id);
          this.blocks.paint(this.#chosen);
        });
        return labelled(box, block.name || block.id, element("span", { class: "figure second" }, formatExact(block.load)));
      }),
    );
  }

  /** Return what handing over the drawn piece means; null while nothing is chosen. */
  #commandOf(corners: readonly Coordinate[]): TransferCommand | null {
    const code = this.shop.bench.now.selected[0];
    if (code === undefined || this.#to.value === "") return null;
    const piece = { type: "Polygon", coordinates: [corners.map(placeOf)] } as const;
    return { op: "transfer", piece, from_code: code, to_code: this.#to.value };
  }

  async #piece(corners: readonly Coordinate[]): Promise<void> {
    const command = this.#commandOf(corners);
    if (command !== null) await this.shop.send(command);
  }

  async #send(): Promise<void> {
    const cell = shownCell(this.shop.bench.now);
    if (cell === null || this.#chosen.size === 0) return this.shop.say(this.shop.t("ui.planner.transfer.none"));
    const blocks = [...this.#chosen].sort();
    await this.shop.send({ op: "transfer", blocks, from_code: cell.code, to_code: this.#to.value });
  }
}
