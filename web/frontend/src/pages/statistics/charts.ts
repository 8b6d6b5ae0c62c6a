// The pictures: who is behind, where, since when, and how evenly the work is spread.

import type { Fair, Figure, Statistics } from "../../api/statistics";
import type { Translate } from "../../shared/catalogue";
import { element } from "../../shared/dom";
import { measuring } from "../../shared/measuring";
import { formatExact, formatNumber } from "../../shared/numbers";
import { HUES } from "../../shared/scales";
import { axisLook, Chart, type Ink, plainTable } from "../../shell/chart";
import { inWords, isFigure, showMonth, showValue, unitOf } from "./showing";

const MOST_BARS = 20;
const NARROW_LABEL_PX = 112;
const LABEL_PX = 248;
const NARROW_PX = 480;
const FIGURE_PX = 96;
// Shares of coverage and of things in order: what one asks of the whole ground.
const COVERAGE = ["K-01", "K-02", "D-05", "K-03", "K-04", "K-05", "K-06", "K-09", "K-10", "K-11", "K-14", "K-15", "K-17I", "K-23"];

interface Bar {
  readonly name: string;
  readonly value: number;
  readonly met: boolean | null;
  readonly target: number | null;
  readonly place: number;
}

/** Who is behind: the scopes of a level by an indicator, the farthest behind first. */
export function rankingChart(
  t: Translate,
  told: Statistics,
  figure: Figure,
  pressed: (place: number) => void,
): HTMLElement {
  const bars: Bar[] = told.scopes.flatMap(({ name }, place) => {
    const value = figure.values[place] ?? null;
    if (value === null) return [];
    const met = figure.target === null ? null : figure.direction === "lower" ? value <= figure.target : value >= figure.target - 1e-9;
    return [{ name, value, met, target: figure.target, place }];
  });
  const sign = figure.direction === "higher" ? 1 : -1;
  bars.sort((a, b) => sign * (a.value - b.value) || a.place - b.place);
  const shown = bars.slice(0, MOST_BARS);
  const name = inWords(figure.name);
  const title =
    bars.length > MOST_BARS
      ? t(figure.direction === "neutral" ? "ui.statistics.ranking.most" : "ui.statistics.ranking.behind", { name, count: MOST_BARS })
      : t("ui.statistics.ranking.of", { name });
  const chart = new Chart(t, {
    title,
    summary: t("ui.statistics.ranking.summary", { name: shown[0]?.name ?? "", value: showValue(t, figure.unit, shown[0]?.value ?? null) }),
    file: `ranking-${figure.key}`,
    height: Math.max(160, shown.length * 24 + 40),
    pressed: (row) => {
      const bar = shown[row];
      if (bar !== undefined) pressed(bar.place);
    },
    table: {
      head: [t(`ui.statistics.scope`), t("ui.statistics.value")],
      rows: bars.map((bar) => [bar.name, showValue(t, figure.unit, bar.value)]),
    },
    option: (ink, width) => barOption(t, shown, figure.unit, figure.target, ink, width),
  });
  return chart.root;
}

/** How well things are covered: every share of that kind with its target. */
export function coverageChart(t: Translate, told: Statistics, pressed: (figure: Figure) => void): HTMLElement | null {
  const figures = told.indicators.filter(isFigure).filter((one) => COVERAGE.includes(one.key) && one.whole.value !== null);
  if (figures.length === 0) return null;
  const bars = figures.map((one, place) => ({
    name: inWords(one.name),
    value: one.whole.value ?? 0,
    met: one.whole.met,
    target: one.target,
    place,
  }));
  const title = t("ui.statistics.coverage");
  const chart = new Chart(t, {
    title,
    summary: bars.map((bar) => `${bar.name} ${showValue(t, "%", bar.value)}`).join(", "),
    file: "coverage",
    height: bars.length * 26 + 40,
    pressed: (row) => {
      const figure = figures[row];
      if (figure !== undefined) pressed(figure);
    },
    table: {
      head: [title, t("ui.statistics.value"), t("ui.statistics.target.name")],
      rows: bars.map((bar) => [bar.name, showValue(t, "%", bar.value), showValue(t, "%", bar.target)]),
    },
    option: (ink, width) => barOption(t, bars, "%", null, ink, width),
  });
  return chart.root;
}

function barOption(t: Translate, bars: readonly Bar[], unit: string, target: number | null, ink: Ink, width: number): Record<string, unknown> {
  const factor = unit === "%" ? 100 : 1;
  const colour = (bar: Bar): string => (bar.met === null ? ink.second : bar.met ? ink.accent : ink.warning);
  const widest = Math.max(0, ...bars.map(({ name }) => name).map(measuring(`12px ${ink.font}`)));
  // A little more than measured: what fits exactly is cut by the chart.
  const labels = Math.min(width < NARROW_PX ? NARROW_LABEL_PX : LABEL_PX, Math.ceil(widest) + 2);
  const share = unit === "%" && bars.every((bar) => bar.value <= 1 + 1e-9);
  const names = { type: "category", inverse: true, ...axisLook(ink), axisLine: { show: false } };
  const label = { interval: 0, fontSize: 12, color: ink.text };
  const marks = bars.flatMap((bar) => {
    const goal = target ?? bar.target;
    return goal === null ? [] : [[goal * factor, bar.name]];
  });
  return {
    grid: { left: labels + 8, right: FIGURE_PX, top: 8, bottom: 24 },
    xAxis: {
      type: "value",
      ...axisLook(ink),
      axisLabel: { color: ink.second, formatter: (value: number) => formatExact(value) },
      ...(share ? { max: 100, interval: 25 } : { splitNumber: 4 }),
    },
    yAxis: [
      {
        ...names,
        data: bars.map((bar) => bar.name),
        axisLabel: { ...label, width: labels, overflow: "truncate" },
      },
      // The figures stand in a column of their own, where no bar and no mark crosses them.
      {
        ...names,
        position: "right",
        data: bars.map((bar) => showValue(t, unit, bar.value)),
        axisLabel: { ...label, align: "right", margin: FIGURE_PX - 4 },
      },
    ],
    tooltip: {
      trigger: "item",
      formatter: (hit: { dataIndex: number }) => {
        const bar = bars[hit.dataIndex];
        if (bar === undefined) return "";
        const goal = bar.target === null ? "" : `\n${t("ui.statistics.target", { target: showValue(t, unit, bar.target) })}`;
        return `${bar.name}\n${showValue(t, unit, bar.value)}${goal}`;
      },
    },
    series: [
      {
        type: "bar",
        barMaxWidth: 14,
        data: bars.map((bar) => ({
          value: bar.value * factor,
          itemStyle: { color: colour(bar), borderRadius: [0, 3, 3, 0] },
        })),
      },
      {
        type: "scatter",
        symbol: "rect",
        symbolSize: [2, 18],
        silent: true,
        itemStyle: { color: ink.text },
        data: marks,
      },
    ],
  };
}

export interface Course {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** Since when: an indicator month by month, for the whole and for what is chosen. */
export function trendChart(t: Translate, figure: Figure, months: readonly string[], courses: readonly Course[]): HTMLElement {
  const factor = figure.unit === "%" ? 100 : 1;
  const name = inWords(figure.name);
  const unit = t(`ui.statistics.unit.${figure.unit}`);
  const title = t("ui.statistics.trend.of", { name, unit: name.includes(unit) ? "" : unitOf(t, figure.unit) });
  const chart = new Chart(t, {
    title,
    summary: courses
      .map((course) => `${course.name}: ${course.values.map((value) => showValue(t, figure.unit, value)).join(", ")}`)
      .join("; "),
    file: `trend-${figure.key}`,
    height: 220,
    table: {
      head: [t("ui.statistics.month"), ...courses.map((course) => course.name)],
      rows: months.map((month, place) => [
        showMonth(month),
        ...courses.map((course) => showValue(t, figure.unit, course.values[place] ?? null)),
      ]),
    },
    option: (ink) => ({
      grid: { left: 56, right: 24, top: courses.length > 1 ? 36 : 16, bottom: 28 },
      legend: courses.length > 1 ? { top: 0, left: 0, textStyle: { color: ink.text }, icon: "roundRect", itemHeight: 4 } : undefined,
      xAxis: { type: "category", data: months.map(showMonth), boundaryGap: false, ...axisLook(ink), splitLine: { show: false } },
      // Shares move within a few percent; what is counted is read from zero.
      yAxis: { type: "value", scale: figure.unit === "%", ...axisLook(ink), splitNumber: 4, axisLabel: { color: ink.second, formatter: (value: number) => (factor === 100 ? `${formatNumber(value)} %` : formatNumber(value, value < 10 && !Number.isInteger(value) ? 1 : 0)) } },
      tooltip: { trigger: "axis", valueFormatter: (value: unknown) => showValue(t, figure.unit, typeof value === "number" ? value / factor : null) },
      series: courses.map((course, place) => ({
        type: "line",
        name: course.name,
        symbolSize: 6,
        lineStyle: { width: 2 },
        color: place === 0 ? ink.accent : HUES[5],
        data: course.values.map((value) => (value === null ? null : value * factor)),
      })),
    }),
  });
  return chart.root;
}

/** How evenly the work is spread: the Lorenz curves beside the line of equal shares. */
export function fairnessChart(t: Translate, fairness: Readonly<Record<"cell" | "worker", Fair | null>>): HTMLElement {
  const courses = (["cell", "worker"] as const).flatMap((level) => {
    const fair = fairness[level];
    return fair === null ? [] : [{ level, fair, name: t(`ui.statistics.fairness.${level}`) }];
  });
  const ratio = (value: number | null, decimals: number): string => (value === null ? "—" : formatNumber(value, decimals));
  const table = {
    head: [t("ui.statistics.fairness.between"), ...["gini", "max_min", "moved", "least", "most"].map((one) => t(`ui.statistics.${one}`))],
    rows: courses.map(({ name, fair }) => [
      name,
      formatNumber(fair.gini, 3),
      ratio(fair.max_min_ratio, 2),
      showValue(t, "%", fair.moved_share),
      formatNumber(fair.least),
      formatNumber(fair.most),
    ]),
  };
  const chart = new Chart(t, {
    title: t("ui.statistics.fairness"),
    summary: courses.map(({ name, fair }) => `${name}: ${t("ui.statistics.gini")} ${formatNumber(fair.gini, 3)}`).join(", "),
    file: "fairness",
    height: 240,
    table,
    option: (ink) => ({
      grid: { left: 56, right: 16, top: 32, bottom: 40 },
      legend: { top: 0, left: 0, textStyle: { color: ink.text }, icon: "roundRect", itemHeight: 4, data: [...courses.map(({ name }) => name), t("ui.statistics.fairness.equal")] },
      xAxis: { type: "value", min: 0, max: 100, name: t("ui.statistics.fairness.axis"), nameLocation: "middle", nameGap: 24, ...axisLook(ink), interval: 25 },
      yAxis: { type: "value", min: 0, max: 100, name: t("ui.statistics.fairness.share"), nameLocation: "middle", nameGap: 32, ...axisLook(ink), interval: 25 },
      tooltip: { trigger: "none" },
      series: [
        { type: "line", name: t("ui.statistics.fairness.equal"), color: ink.second, data: [[0, 0], [100, 100]], symbol: "none", silent: true, lineStyle: { color: ink.second, type: "dashed", width: 1 } },
        ...courses.map(({ name, fair }, place) => ({
          type: "line",
          name,
          symbol: "none",
          color: place === 0 ? ink.accent : HUES[5],
          // Where both curves lie on one another the dashes let the first be seen.
          lineStyle: { width: 2, type: place === 0 ? "solid" : [6, 6] },
          data: fair.lorenz.map(([x, y]) => [x * 100, y * 100]),
        })),
      ],
    }),
  });
  // One reads the curve, and quotes the figures: both are there at once.
  return element("div", { class: "fairness" }, chart.root, element("div", { class: "scrolled", attributes: { tabindex: "0", role: "region", "aria-label": t("ui.statistics.fairness") } }, plainTable(t("ui.statistics.fairness"), table)));
}
