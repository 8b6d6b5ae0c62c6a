// Split: a line drawn through a cell, by hand or by its two ends, or k parts of equal size.

import type { Coordinate } from "ol/coordinate";
import { button, element, labelled } from "../../../shared/dom";
import type { Command } from "../../../engine/commands";
import type { Coverage } from "../../../engine/coverage";
import { Glimpse } from "../drawing/glimpse";
import { placeOf } from "../layers/geometry";
import { mayDraw, shownCell } from "../state";
import { choiceOf, inlineField, readPlace } from "./fields";
import { Sketch } from "./sketch";
import type { BenchTool, Workshop } from "./tool";

type SplitCommand = Extract<Command, { op: "split" }>;

export class SplitTool implements BenchTool {
  readonly options: HTMLElement;
  readonly #sketch: Sketch;
  readonly #snap = element("input", { attributes: { type: "checkbox" } });
  readonly #parts = element("input", { class: "figure short", attributes: { type: "number", min: "2", max: "12", value: "2" } });
  readonly #by: HTMLSelectElement;
  readonly #from = element("input", { class: "place-field", attributes: { type: "text", placeholder: "114.3000000, 30.6000000" } });
  readonly #to = element("input", { class: "place-field", attributes: { type: "text", placeholder: "114.3000000, 30.6000000" } });

  constructor(readonly shop: Workshop) {
    const { t } = shop;
    const glimpse = new Glimpse(shop.bench, shop.foresight, (line) => this.#commandOf(line));
    const guides = (): Coverage | null => shop.foresight.coverageOf(shop.bench.now.draft);
    this.#sketch = new Sketch(shop.view, (line) => void this.#split(line), glimpse, guides);
    this.#by = choiceOf(
      ["area", "households", "load"].map((name) => [name, t(`ui.planner.split.by.${name}`)] as const),
    );
    const equal = button({ class: "plain small-button" }, () => void this.#equal(), t("ui.planner.split.equal"));
    const ends = button({ class: "plain small-button" }, () => void this.#ends(), t("ui.planner.split.go"));
    this.options = element(
      "div",
      { class: "tool-line" },
      element("span", { class: "hint" }, t("ui.planner.split.hint")),
      labelled(this.#snap, t("ui.planner.split.snap")),
      element(
        "span",
        { class: "tool-group" },
        inlineField(t("ui.planner.split.parts"), this.#parts),
        inlineField(t("ui.planner.split.by"), this.#by),
        equal,
      ),
      element(
        "details",
        { class: "tool-more" },
        element("summary", {}, t("ui.planner.split.ends")),
        element(
          "div",
          { class: "tool-group" },
          inlineField(t("ui.planner.split.from"), this.#from),
          inlineField(t("ui.planner.split.to"), this.#to),
          ends,
        ),
      ),
    );
  }

  start(): void {
    if (mayDraw(this.shop.bench.now)) this.#sketch.start("line");
  }

  stop(): void {
    this.#sketch.stop();
  }

  key(event: KeyboardEvent): boolean {
    if (event.key === "Enter") this.#sketch.finish();
    else if (event.key === "Escape") this.#sketch.takeBack(true);
    else if (event.key === "Backspace") this.#sketch.takeBack(false);
    else return false;
    return true;
  }

  /** Return the split that a line means; null where only the service can tell, or it meets no cell. */
  #commandOf(line: readonly Coordinate[]): SplitCommand | null {
    const code = this.#cellOf(line);
    return code === null || this.#snap.checked ? null : { op: "split", code, line: line.map(placeOf) };
  }

  /** Return the cell that a line runs through: the chosen one, else the one at its middle. */
  #cellOf(line: readonly Coordinate[]): string | null {
    const { draft, selected } = this.shop.bench.now;
    const middle = line[Math.floor((line.length - 1) / 2)];
    const next = line[Math.floor((line.length - 1) / 2) + 1];
    if (draft === null || middle === undefined || next === undefined) return null;
    const chosen = selected[0];
    if (chosen !== undefined && draft.cells.has(chosen)) return chosen;
    return this.shop.foresight.codeAt(draft, placeOf([((middle[0] ?? 0) + (next[0] ?? 0)) / 2, ((middle[1] ?? 0) + (next[1] ?? 0)) / 2]));
  }

  async #split(line: readonly Coordinate[]): Promise<void> {
    const code = this.#cellOf(line);
    if (code === null) return this.shop.say(this.shop.t("ui.planner.split.outside"));
    await this.#send(code, line.map(placeOf));
  }

  async #ends(): Promise<void> {
    const cell = shownCell(this.shop.bench.now);
    const [from, to] = [readPlace(this.#from.value), readPlace(this.#to.value)];
    if (cell === null) return this.shop.say(this.shop.t("ui.planner.choose_cell"));
    if (from === null || to === null) return this.shop.say(this.shop.t("ui.planner.no_place"));
    await this.#send(cell.code, [from, to]);
  }

  async #equal(): Promise<void> {
    const cell = shownCell(this.shop.bench.now);
    if (cell === null) return this.shop.say(this.shop.t("ui.planner.choose_cell"));
    await this.shop.send({ op: "split_equal", code: cell.code, parts: Number(this.#parts.value), by: this.#by.value });
  }

  async #send(code: string, line: readonly (readonly [number, number])[]): Promise<void> {
    const snap = this.#snap.checked ? { snap: true } : {};
    await this.shop.send({ op: "split", code, line, ...snap });
  }
}
