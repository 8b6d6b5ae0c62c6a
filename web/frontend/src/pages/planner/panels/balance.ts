// Load per cell as bars in their order, the worst deviation, the faults, and the table that mirrors them.

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

interface Bar {
  readonly cell: DraftCell;
  readonly x: number;
  readonly width: number;
}

export class Balance {
  readonly root: HTMLElement;
  readonly #canvas = element("canvas", { class: "bars", attributes: { role: "img" } });
  readonly #figures = element("p", { class: "balance-figures" });
  readonly #table: CellTable;
  #bars: readonly Bar[] = [];
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
    const most = Math.max(...cells.map((cell) => cell.load ?? 0), (mean ?? 0) * 1.25, 1);
    const step = Math.min(WIDEST_BAR, width / Math.max(1, cells.length));
    const gap = step > 6 ? 2 : step > 3 ? 1 : 0;
    this.#bars = cells.map((cell, i) => ({ cell, x: i * step, width: step }));
    if (pen === null) return;
    const token = (name: string): string => this.#token(name);
    const numbered = step >= NUMBERS_FROM;
    const floor = HEIGHT - (numbered ? NUMBERS_HEIGHT : 0);
    const heightOf = (load: number): number => (load / most) * (floor - 4);
    let filled = "";
    for (const { cell, x } of this.#bars) {
      const share = deviation(cell, mean);
      const colour = share === null ? token("control") : strainColour(share, token("control"));
      if (colour !== filled || numbered) pen.fillStyle = filled = colour;
      const height = Math.max(1, heightOf(cell.load ?? 0));
      pen.fillRect(x, floor - height, Math.max(1, step - gap), height);
      if (numbered) {
        pen.fillStyle = token("text-second");
        pen.font = `12px ${token("font")}`;
        pen.textAlign = "center";
        pen.fillText(shortName(nameOfCell(this.t, cell, now.community)), x + (step - gap) / 2, HEIGHT - 3);
      }
      const marked = now.selected.includes(cell.code) || now.hovered === cell.code;
      if (!marked) continue;
      pen.strokeStyle = token("text");
      pen.lineWidth = now.selected.includes(cell.code) ? 2 : 1;
      pen.strokeRect(x + 1, floor - height + 1, Math.max(1, step - gap - 2), height - 2);
    }
    if (mean !== null) this.#lines(pen, mean, (load) => floor - heightOf(load), step * cells.length, token);
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
    const last = this.#bars.map(({ cell }) => shown.get(cell.code)).filter((cell) => cell !== undefined);
    const cells = last.length === shown.size ? last : [...shown.values()];
    return cells.sort((one, other) => (one.load ?? 0) - (other.load ?? 0) || (one.code < other.code ? -1 : 1));
  }

  #lines(
    pen: CanvasRenderingContext2D,
    mean: number,
    yOf: (load: number) => number,
    width: number,
    token: (name: string) => string,
  ): void {
    // The band of ten percent on both sides of the mean.
    pen.globalAlpha = 0.25;
    pen.fillStyle = token("control");
    pen.fillRect(0, yOf(mean * 1.1), width, yOf(mean * 0.9) - yOf(mean * 1.1));
    pen.globalAlpha = 1;
    pen.strokeStyle = token("text");
    pen.lineWidth = 1;
    pen.beginPath();
    pen.moveTo(0, Math.round(yOf(mean)) + 0.5);
    pen.lineTo(width, Math.round(yOf(mean)) + 0.5);
    pen.stroke();
  }

  #say(now: State, cells: readonly DraftCell[], mean: number | null): void {
    const shares = cells.map((cell) => ({ cell, share: deviation(cell, mean) }));
    const worst = shares.reduce<{ cell: DraftCell; share: number } | null>((most, { cell, share }) => {
      if (share === null || Math.abs(share) <= Math.abs(most?.share ?? 0)) return most;
      return { cell, share };
    }, null);
    const faults = cells.filter((cell) => breachesOf(cell, now.limits).length > 0).length;
    const vacant = cells.filter((cell) => cell.worker === null).length;
    const words = [
      this.t("ui.planner.balance.cells", { count: formatNumber(cells.length) }),
      worst === null
        ? ""
        : this.t("ui.planner.balance.worst", { share: formatDeviation(worst.share), name: nameOfCell(this.t, worst.cell, now.community) }),
      this.t("ui.planner.balance.faults", { count: formatNumber(faults) }),
      vacant === 0 ? "" : this.t("ui.planner.balance.vacant", { count: formatNumber(vacant) }),
    ].filter(Boolean);
    if (words.join() === this.#said) return;
    this.#said = words.join();
    this.#figures.replaceChildren(...words.map((one) => element("span", { class: "figure" }, one)));
    this.#canvas.setAttribute("aria-label", [this.t("ui.planner.balance"), ...words].join(", "));
  }

  #barAt(event: MouseEvent): Bar | undefined {
    const x = event.clientX - this.#canvas.getBoundingClientRect().left;
    return this.#bars.find((bar) => x >= bar.x && x < bar.x + bar.width);
  }

  #click(event: MouseEvent): void {
    const bar = this.#barAt(event);
    if (bar !== undefined) this.choose(bar.cell.code);
  }

  #point(event: MouseEvent): void {
    const hovered = this.#barAt(event)?.cell.code ?? null;
    if (hovered !== this.bench.now.hovered) this.bench.change({ hovered });
  }
}

/** Return the number at the end of a name, which fits under a bar. */
function shortName(name: string): string {
  return name.match(/\d+$/)?.[0] ?? name.slice(0, 4);
}
