// The tables under the pictures: every figure of every scope, what misses its target, the score.

import type { Figure, Standing, Statistics } from "../../api/statistics";
import type { Translate } from "../../shared/catalogue";
import { element } from "../../shared/dom";
import { formatNumber } from "../../shared/numbers";
import { arraySource, type Column, DataTable, type TableOptions } from "../../shell/table";
import { inWords, showChange, showValue } from "./showing";

type NameOf = (place: number) => string;
type Opened = (figure: Figure, place: number) => void;

function made<Row>(t: Translate, options: Omit<TableOptions<Row>, "source">, rows: readonly Row[]): HTMLElement {
  return new DataTable<Row>(t, { ...options, source: arraySource(rows, options.columns) }).root;
}

/** All figures of a level: a row for each scope, a column for each indicator. */
export function figuresTable(t: Translate, told: Statistics, figures: readonly Figure[], nameOf: NameOf, opened: Opened): HTMLElement {
  const columns: Column<number>[] = [
    { key: "name", title: t("ui.statistics.scope"), value: nameOf, width: 176 },
    { key: "code", title: t("ui.statistics.code"), width: 152, value: (place) => told.scopes[place]?.code ?? "", hidden: told.level === "territory" },
    ...figures.map(
      (figure): Column<number> => ({
        key: figure.key,
        title: inWords(figure.name),
        kind: "number",
        width: 136,
        value: (place) => figure.values[place] ?? null,
        format: (value) => showValue(t, figure.unit, typeof value === "number" ? value : null),
      }),
    ),
  ];
  const fallback = figures[0];
  return made<number>(
    t,
    {
      label: t("ui.statistics.table", { level: told.level }),
      columns,
      key: (place) => told.scopes[place]?.code ?? "",
      opened: (place, key) => {
        const figure = figures.find((one) => one.key === key) ?? fallback;
        if (figure !== undefined) opened(figure, place);
      },
      file: `statistics-${told.level}`,
      tools: told.may_open ? [sheetLink(t, told)] : [],
    },
    told.scopes.map((_, place) => place),
  );
}

function sheetLink(t: Translate, told: Statistics): HTMLElement {
  const period = told.period === null ? "all" : told.period.join("_");
  const href = `/api/v1/statistics/${told.level}/${period}.xlsx`;
  return element("a", { class: "plain small-button", attributes: { href, download: "" } }, t("ui.shell.table.xlsx"));
}

/** What misses its target, the weakest first. */
export function weakTable(t: Translate, told: Statistics, figures: readonly Figure[], nameOf: NameOf, opened: Opened): HTMLElement {
  const byKey = new Map(figures.map((figure) => [figure.key, figure]));
  const places = new Map(told.scopes.map(({ code }, place) => [code, place]));
  const unit = (key: string): string => byKey.get(key)?.unit ?? "%";
  const columns: Column<(typeof told.weak)[number]>[] = [
    { key: "what", title: t("ui.statistics.indicator"), width: 176, value: (row) => inWords(byKey.get(row.key)?.name ?? { zh_CN: row.key, en: row.key }) },
    { key: "who", title: t("ui.statistics.scope"), width: 152, value: (row) => nameOf(places.get(row.code) ?? -1) },
    { key: "value", title: t("ui.statistics.value"), kind: "number", width: 88, value: (row) => row.value, format: (value, row) => showValue(t, unit(row.key), typeof value === "number" ? value : null) },
    { key: "target", title: t("ui.statistics.target.name"), kind: "number", width: 88, value: (row) => row.target, format: (value, row) => showValue(t, unit(row.key), typeof value === "number" ? value : null) },
    { key: "gap", title: t("ui.statistics.gap"), kind: "number", width: 88, value: (row) => row.shortfall_ratio, format: (value) => showValue(t, "%", typeof value === "number" ? value : null) },
  ];
  return made(
    t,
    {
      label: t("ui.statistics.weak"),
      columns,
      key: (row) => `${row.key} ${row.code}`,
      opened: (row) => {
        const figure = byKey.get(row.key);
        if (figure !== undefined) opened(figure, places.get(row.code) ?? -1);
      },
      file: "weak-links",
      searchable: false,
    },
    told.weak,
  );
}

/** The weighted score of each scope, and how its rank changed. */
export function scoreTable(t: Translate, told: Statistics, nameOf: NameOf): HTMLElement {
  const places = new Map(told.scopes.map(({ code }, place) => [code, place]));
  const columns: Column<Standing>[] = [
    { key: "rank", title: t("ui.statistics.rank.name"), kind: "number", width: 72, value: (row) => (row.rank > 0 ? row.rank : null) },
    { key: "name", title: t("ui.statistics.scope"), width: 176, value: (row) => nameOf(places.get(row.code) ?? -1) },
    { key: "score", title: t("ui.statistics.score.points"), kind: "number", width: 88, value: (row) => row.value, format: (value) => (typeof value === "number" ? formatNumber(value, 1) : "—") },
    { key: "change", title: t("ui.statistics.rank.change"), kind: "number", width: 104, value: (row) => row.change, format: (value) => showChange(t, typeof value === "number" ? value : null) },
  ];
  return made(
    t,
    { label: t("ui.statistics.score"), columns, key: (row) => row.code, file: `score-${told.level}`, searchable: false },
    told.score,
  );
}
