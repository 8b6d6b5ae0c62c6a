// The cards: a figure, its target, its rank, its course over the months.

import type { Figure } from "../../api/statistics";
import type { Translate } from "../../shared/catalogue";
import { button, element } from "../../shared/dom";
import { inWords, showChange, showValue, splitValue } from "./showing";

// What is asked for first; the first six that can be told are shown.
const WANTED = ["K-01", "K-02", "K-33", "K-43", "K-55", "K-03", "K-09", "K-42", "K-51", "K-65", "K-11"];
const SHOWN = 6;
const SPARK_WIDTH = 52;
const SPARK_HEIGHT = 28;

export interface Scope {
  readonly level: string;
  readonly code: string;
  readonly name: string;
}

export interface Told {
  readonly value: number | null;
  readonly met: boolean | null;
  readonly rank: number | null;
  readonly of: number;
  readonly change: number | null;
}

/** Return the indicators that get a card. */
export function cardFigures(figures: readonly Figure[]): readonly Figure[] {
  const told = new Map(figures.filter((one) => one.whole.value !== null).map((one) => [one.key, one]));
  const wanted = WANTED.flatMap((key) => told.get(key) ?? []);
  const others = [...told.values()].filter((one) => one.target !== null && !wanted.includes(one));
  return [...wanted, ...others].slice(0, SHOWN);
}

/** Return the card of an indicator. */
export function card(t: Translate, figure: Figure, told: Told, opened: () => void): HTMLElement {
  const [number, unit] = splitValue(t, figure.unit, told.value);
  const open = button(
    { class: "stat-figure" },
    opened,
    element("span", { class: "unseen" }, `${inWords(figure.name)}: `),
    element("span", { class: "stat-number" }, number),
    element("span", { class: "second" }, ` ${unit}`),
  );
  return element(
    "article",
    { class: "panel stat-card", attributes: { "data-key": figure.key } },
    element("h2", {}, inWords(figure.name)),
    element("div", { class: "stat-line" }, open, sparkline(t, figure)),
    targetBar(figure, told),
    element("p", { class: "second small stat-foot" }, footOf(t, figure, told)),
  );
}

function footOf(t: Translate, figure: Figure, told: Told): string {
  const parts: string[] = [];
  if (figure.target !== null) {
    const target = showValue(t, figure.unit, figure.target);
    parts.push(t(told.met === false ? "ui.statistics.target.missed" : "ui.statistics.target", { target }));
  }
  if (told.rank !== null && told.rank > 0) {
    parts.push(t("ui.statistics.rank", { rank: told.rank, of: told.of }));
    if (told.change !== null && told.change !== 0) parts.push(showChange(t, told.change));
  }
  return parts.length > 0 ? parts.join(" · ") : t("ui.statistics.no_target");
}

/** A bar to 100 % with a mark at the target, for shares. */
function targetBar(figure: Figure, told: Told): HTMLElement {
  const bar = element("div", { class: "target-bar", attributes: { "aria-hidden": "true" } });
  if (figure.unit !== "%" || told.value === null) {
    bar.classList.add("without");
    return bar;
  }
  // What has no target is neither good nor bad.
  const kind = told.met === false ? "filled missed" : figure.target === null ? "filled open" : "filled";
  const filled = element("span", { class: kind });
  filled.style.width = `${Math.min(1, Math.max(0, told.value)) * 100}%`;
  bar.append(filled);
  if (figure.target !== null) {
    const mark = element("span", { class: "mark" });
    mark.style.insetInlineStart = `${Math.min(1, figure.target) * 100}%`;
    bar.append(mark);
  }
  return bar;
}

function sparkline(t: Translate, figure: Figure): Element {
  const values = figure.trend;
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return element("span");
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const span = most - least || 1;
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("viewBox", `0 0 ${SPARK_WIDTH} ${SPARK_HEIGHT}`);
  drawing.setAttribute("class", "spark");
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", t("ui.statistics.spark", { count: values.length }));
  const places = values.flatMap((value, place) => {
    if (value === null) return [];
    const x = 3 + (place / Math.max(1, values.length - 1)) * (SPARK_WIDTH - 6);
    const y = 3 + (1 - (value - least) / span) * (SPARK_HEIGHT - 6);
    return [[x, y] as const];
  });
  const line = document.createElementNS(space, "polyline");
  line.setAttribute("points", places.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" "));
  const end = document.createElementNS(space, "circle");
  const [x, y] = places.at(-1) ?? [0, 0];
  end.setAttribute("cx", x.toFixed(1));
  end.setAttribute("cy", y.toFixed(1));
  end.setAttribute("r", "2.5");
  drawing.append(line, end);
  return drawing;
}
