// How far each cell's load is from the mean, as bars in their order; the worst deviation, the
// faults, and the table that mirrors them.

import type { Translate } from "../../../shared/catalogue";
import { button, element } from "../../../shared/dom";
import { formatDeviation, formatNumber } from "../../../shared/numbers";
import { followTheme, token } from "../../../shell/theme";
import { breachesOf, deviation, type DraftCell, meanLoad } from "../model";
import { Pace } from "../pace";
import { type Bench, shownCells, type State } from "../state";
import { strainColour } from "./meter";
import { CellTable } from "./cell-table";
import { nameOfCell } from "./words";

const HEIGHT = 64;
const WIDEST_BAR = 72;
const NUMBERS_FROM = 26;
const NUMBERS_HEIGHT = 16;

/** Up to this deviation loads count as even; what is drawn reaches at least as far. */
const EVEN = 0.1;
const LEAST_REACH = 0.12;
const MARGIN = 3;
const NAME_GAP = 6;
/** Room for the name of the band, right of the bars. */
const NAME_ROOM = 48;

/** Gives the height on the canvas of a deviation from the mean. */
type Scale = (share: number) => number;

/** A bar, or where bars are narrower than a pixel what lies behind one pixel. */
interface Column {
  readonly x: number;
  readonly width: number;
  readonly cell: DraftCell;
  low: number;
  high: number;
}

export class Balance {
  readonly root: HTMLElement;
  readonly #canvas = element("canvas", { class: "bars", attributes: { role: "img" } });
  readonly #figures = element("p", { class: "balance-figures" });
  readonly #table: CellTable;
  /** The cells by load, and how wide the bar of each is. */
  #ordered: readonly DraftCell[] = [];
  #step = 0;
  readonly #pace = new Pace(() => this.#draw(this.bench.now));
  #width = 0;
  #said = "";
  readonly #tokens = new Map<string, string>();

  constructor(
    readonly bench: Bench,
    readonly t: Translate,
    readonly choose: (code: string) => void,
  ) {
    this.#table = new CellTable(bench, t, choose);
    this.#table.root.hidden = true;
    const toggle = button(
      { class: "plain small-button", attributes: { "aria-expanded": "false", "aria-controls": "cell-table" } },
      () => this.#fold(toggle),
      t("ui.planner.table"),
    );
    const head = element("div", { class: "balance-head" }, element("h2", {}, t("ui.planner.balance")), this.#figures, toggle);
    this.root = element(
      "section",
      { class: "balance", attributes: { "aria-label": t("ui.planner.balance") } },
      head,
      this.#canvas,
      this.#table.root,
    );
    this.#canvas.addEventListener("click", (event) => this.#click(event));
    this.#canvas.addEventListener("pointermove", (event) => this.#point(event));
    new ResizeObserver(([entry]) => {
      // To ask for the width while drawing would lay out the page at every step of a drag.
      this.#width = entry?.contentRect.width ?? 0;
      this.#soon();
    }).observe(this.#canvas);
    followTheme(() => {
      this.#tokens.clear();
      this.#soon();
    });
    bench.follow((now, before) => {
      if (shownCells(now) !== shownCells(before) || now.selected !== before.selected || now.hovered !== before.hovered || now.limits !== before.limits || now === before) this.#soon();
    });
  }

  #fold(toggle: HTMLElement): void {
    const open = this.#table.root.hidden !== false;
    this.#table.show(open);
    toggle.setAttribute("aria-expanded", String(open));
  }

  #soon(): void {
    this.#pace.soon(this.bench.now.preview !== null);
  }

  #draw(now: State): void {
    const cells = this.#inOrder(shownCells(now));
    const mean = meanLoad(cells);
    this.#say(now, cells, mean);
    const width = this.#width;
    const pen = this.#emptied();
    const step = Math.min(WIDEST_BAR, Math.max(0, width - NAME_ROOM) / Math.max(1, cells.length));
    [this.#ordered, this.#step] = [cells, step];
    if (pen === null) return;
    const numbered = step >= NUMBERS_FROM;
    const floor = HEIGHT - (numbered ? NUMBERS_HEIGHT : 0);
    const scale = scaleOf(cells, mean, floor);
    this.#lines(pen, scale, step * cells.length);
    const columns = columnsOf(cells, mean, step);
    for (const column of columns) this.#bar(pen, scale, column);
    if (numbered) this.#names(pen, columns, now);
    for (const code of new Set([now.hovered, ...now.selected])) {
      const at = cells.findIndex((cell) => cell.code === code);
      if (code !== null && at >= 0) this.#mark(pen, at * step, floor, now.selected.includes(code));
    }
  }

  #bar(pen: CanvasRenderingContext2D, scale: Scale, { cell, x, width, low, high }: Column): void {
    const idle = this.#token("control");
    pen.fillStyle = cell.load === null ? idle : strainColour(high > 0 ? high : low, idle);
    const top = scale(high);
    pen.fillRect(x, top, width, Math.max(1, scale(low) - top));
  }

  #names(pen: CanvasRenderingContext2D, columns: readonly Column[], now: State): void {
    pen.fillStyle = this.#token("text-second");
    pen.font = `12px ${this.#token("font")}`;
    pen.textAlign = "center";
    for (const { cell, x, width } of columns) {
      pen.fillText(shortName(nameOfCell(this.t, cell, now.community)), x + width / 2, HEIGHT - 3);
    }
  }

  /** Frame the room of a bar, not the bar: its height is what is read. */
  #mark(pen: CanvasRenderingContext2D, x: number, floor: number, chosen: boolean): void {
    pen.strokeStyle = this.#token("text");
    pen.lineWidth = chosen ? 2 : 1;
    pen.strokeRect(x + 1, 1, Math.max(1, widthOf(this.#step) - 2), floor - 2);
  }

  /** Return the pen of the canvas, which is as wide as its room and empty. */
  #emptied(): CanvasRenderingContext2D | null {
    const ratio = Math.max(window.devicePixelRatio, 1);
    const [wide, high] = [Math.round(this.#width * ratio), Math.round(HEIGHT * ratio)];
    if (this.#canvas.width !== wide) this.#canvas.width = wide;
    if (this.#canvas.height !== high) this.#canvas.height = high;
    const pen = this.#canvas.getContext("2d");
    pen?.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen?.clearRect(0, 0, this.#width, HEIGHT);
    return pen;
  }

  /** Return a token of the look: thousands of bars ask for a few, and each question takes its time. */
  #token(name: string): string {
    const value = this.#tokens.get(name) ?? token(name);
    this.#tokens.set(name, value);
    return value;
  }

  /** Sort cells by load. A drag changes few of them: from the last order that is soon done. */
  #inOrder(shown: ReadonlyMap<string, DraftCell>): DraftCell[] {
    const last = this.#ordered.map((cell) => shown.get(cell.code)).filter((cell) => cell !== undefined);
    const cells = last.length === shown.size ? last : [...shown.values()];
    return cells.sort((one, other) => (one.load ?? 0) - (other.load ?? 0) || (one.code < other.code ? -1 : 1));
  }

  /** Draw the mean, and the band of ten percent on both sides of it. */
  #lines(pen: CanvasRenderingContext2D, scale: Scale, width: number): void {
    pen.globalAlpha = 0.18;
    pen.fillStyle = this.#token("control");
    pen.fillRect(0, scale(EVEN), width, scale(-EVEN) - scale(EVEN));
    pen.globalAlpha = 1;
    pen.fillStyle = this.#token("text-second");
    pen.font = `11px ${this.#token("font")}`;
    pen.textAlign = "start";
    for (const edge of [EVEN, -EVEN]) pen.fillText(formatDeviation(edge), width + NAME_GAP, scale(edge) + 4);
    pen.strokeStyle = this.#token("text");
    pen.lineWidth = 1;
    pen.beginPath();
    pen.moveTo(0, Math.round(scale(0)) + 0.5);
    pen.lineTo(width, Math.round(scale(0)) + 0.5);
    pen.stroke();
  }

  #say(now: State, cells: readonly DraftCell[], mean: number | null): void {
    let [faults, vacant, worst]: [number, number, DraftCell | null] = [0, 0, null];
    let most = 0;
    for (const cell of cells) {
      const share = Math.abs(deviation(cell, mean) ?? 0);
      if (share > most) [worst, most] = [cell, share];
      if (breachesOf(cell, now.limits).length > 0) faults += 1;
      if (cell.worker === null) vacant += 1;
    }
    const words = [
      this.t("ui.planner.balance.cells", { count: formatNumber(cells.length) }),
      worst === null
        ? ""
        : this.t("ui.planner.balance.worst", { share: formatDeviation(deviation(worst, mean) ?? 0), name: nameOfCell(this.t, worst, now.community) }),
      this.t("ui.planner.balance.faults", { count: formatNumber(faults) }),
      vacant === 0 ? "" : this.t("ui.planner.balance.vacant", { count: formatNumber(vacant) }),
    ].filter(Boolean);
    if (words.join() === this.#said) return;
    this.#said = words.join();
    this.#figures.replaceChildren(...words.map((one) => element("span", { class: "figure" }, one)));
    this.#canvas.setAttribute("aria-label", [this.t("ui.planner.balance"), ...words].join(", "));
  }

  #cellAt(event: MouseEvent): DraftCell | undefined {
    const x = event.clientX - this.#canvas.getBoundingClientRect().left;
    return this.#step > 0 ? this.#ordered[Math.floor(x / this.#step)] : undefined;
  }

  #click(event: MouseEvent): void {
    const cell = this.#cellAt(event);
    if (cell !== undefined) this.choose(cell.code);
  }

  #point(event: MouseEvent): void {
    const hovered = this.#cellAt(event)?.code ?? null;
    if (hovered !== this.bench.now.hovered) this.bench.change({ hovered });
  }
}

/** Return how wide a bar is drawn that has so much room: with a gap where there is room for one. */
function widthOf(step: number): number {
  return Math.max(1, step - (step > 6 ? 2 : step > 3 ? 1 : 0));
}

/** Return what is drawn at each place: a bar for each cell, or what cells of one pixel come to. */
function columnsOf(cells: readonly DraftCell[], mean: number | null, step: number): Column[] {
  const columns: Column[] = [];
  const width = widthOf(step);
  for (const [i, cell] of cells.entries()) {
    const share = deviation(cell, mean) ?? 0;
    const x = step < 1 ? Math.floor(i * step) : i * step;
    let column = columns.at(-1);
    if (column === undefined || column.x !== x) columns.push((column = { x, width, cell, low: 0, high: 0 }));
    column.low = Math.min(column.low, share);
    column.high = Math.max(column.high, share);
  }
  return columns;
}

/** Return a scale on which all deviations have room, the mean in between. */
function scaleOf(cells: readonly DraftCell[], mean: number | null, floor: number): Scale {
  let [low, high] = [-LEAST_REACH, LEAST_REACH];
  for (const cell of cells) {
    const share = deviation(cell, mean) ?? 0;
    low = Math.min(low, share);
    high = Math.max(high, share);
  }
  const room = floor - 2 * MARGIN;
  return (share) => MARGIN + ((high - share) / (high - low)) * room;
}

/** Return the number at the end of a name, which fits under a bar. */
function shortName(name: string): string {
  return name.match(/\d+$/)?.[0] ?? name.slice(0, 4);
}
