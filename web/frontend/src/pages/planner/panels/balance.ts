// How far each cell's load is from the mean, as bars in their order; the worst deviation, the
// faults, and the table that mirrors them.

import type { Translate } from "../../../shared/catalogue";
import { button, element } from "../../../shared/dom";
import { formatDeviation, formatNumber, THIN_SPACE } from "../../../shared/numbers";
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
    const step = Math.min(WIDEST_BAR, Math.max(0, width - NAME_ROOM) / Math.max(1, cells.length));
    const gap = step > 6 ? 2 : step > 3 ? 1 : 0;
    this.#bars = cells.map((cell, i) => ({ cell, x: i * step, width: step }));
    if (pen === null) return;
    const token = (name: string): string => this.#token(name);
    const numbered = step >= NUMBERS_FROM;
    const shares = cells.map((cell) => deviation(cell, mean));
    const scale = scaleOf(shares, HEIGHT - (numbered ? NUMBERS_HEIGHT : 0));
    this.#lines(pen, scale, step * cells.length, token);
    let filled = "";
    for (const [i, { cell, x }] of this.#bars.entries()) {
      const share = shares[i] ?? null;
      const colour = share === null ? token("control") : strainColour(share, token("control"));
      if (colour !== filled || numbered) pen.fillStyle = filled = colour;
      const [from, to] = [scale(0), scale(share ?? 0)];
      const [top, height] = [Math.min(from, to), Math.max(1, Math.abs(to - from))];
      pen.fillRect(x, top, Math.max(1, step - gap), height);
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
      pen.strokeRect(x, top - 2, Math.max(1, step - gap), height + 4);
    }
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

  /** Draw the mean, and the band of ten percent on both sides of it. */
  #lines(pen: CanvasRenderingContext2D, scale: Scale, width: number, token: (name: string) => string): void {
    pen.globalAlpha = 0.18;
    pen.fillStyle = token("control");
    pen.fillRect(0, scale(EVEN), width, scale(-EVEN) - scale(EVEN));
    pen.globalAlpha = 1;
    pen.fillStyle = token("text-second");
    pen.font = `11px ${token("font")}`;
    pen.textAlign = "start";
    pen.fillText(`±${formatNumber(EVEN * 100)}${THIN_SPACE}%`, width + NAME_GAP, scale(0) + 4);
    pen.strokeStyle = token("text");
    pen.lineWidth = 1;
    pen.beginPath();
    pen.moveTo(0, Math.round(scale(0)) + 0.5);
    pen.lineTo(width, Math.round(scale(0)) + 0.5);
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

/** Return a scale on which all deviations have room, the mean in between. */
function scaleOf(shares: readonly (number | null)[], floor: number): Scale {
  let [low, high] = [-LEAST_REACH, LEAST_REACH];
  for (const share of shares) {
    low = Math.min(low, share ?? 0);
    high = Math.max(high, share ?? 0);
  }
  const room = floor - 2 * MARGIN;
  return (share) => MARGIN + ((high - share) / (high - low)) * room;
}

/** Return the number at the end of a name, which fits under a bar. */
function shortName(name: string): string {
  return name.match(/\d+$/)?.[0] ?? name.slice(0, 4);
}
