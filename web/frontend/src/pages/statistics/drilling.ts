// From a figure to its formula, and from there to the rows.

import { type Figure, type Rows, type Side, statisticsApi } from "../../api/statistics";
import type { Translate } from "../../shared/catalogue";
import { button, element } from "../../shared/dom";
import { tellDialog } from "../../shell/dialog";
import { arraySource, type CellValue, type Column, DataTable } from "../../shell/table";
import { showRefusal } from "../../shell/toast";
import type { Scope } from "./cards";
import { inWords, showSide, showValue } from "./showing";

interface Drilled {
  readonly figure: Figure;
  readonly scope: Scope;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly value: number | null;
  readonly period: string;
  readonly periodName: string;
  readonly mayOpen: boolean;
}

/** Open a figure: what it is made of, and the rows of each side. */
export function drill(t: Translate, drilled: Drilled): Promise<void> {
  const { figure, scope } = drilled;
  const rows = element("div", { class: "drill-rows" });
  const sides: Side[] = figure.has_rest ? ["rest", "numerator", "denominator"] : ["numerator", "denominator"];
  const nameOf = (side: Side): string => (side === "rest" ? t("ui.statistics.rows.rest") : inWords(figure.sides[side]));
  const buttons = sides.map((side) => {
    const made = button(
      { class: "plain small-button", attributes: { "aria-pressed": "false", "data-side": side } },
      () => void open(side),
      nameOf(side),
    );
    return made;
  });
  const open = async (side: Side): Promise<void> => {
    buttons.forEach((made, place) => made.setAttribute("aria-pressed", String(sides[place] === side)));
    try {
      const found = await statisticsApi.rows(scope.level, drilled.period, figure.key, side, scope.code);
      rows.replaceChildren(rowsTable(t, `${inWords(figure.name)} · ${nameOf(side)}`, found, figure.key));
    } catch (error) {
      rows.replaceChildren();
      showRefusal(t, error, { within: rows });
    }
  };
  const opener = drilled.mayOpen
    ? element("div", { class: "row" }, element("span", { class: "second" }, t("ui.statistics.rows")), ...buttons)
    : element("p", { class: "second" }, t("ui.statistics.rows.closed"));
  return tellDialog(t, `${inWords(figure.name)} · ${scope.name}`, [madeOf(t, drilled), opener, rows], { wide: true });
}

function madeOf(t: Translate, { figure, numerator, denominator, value, periodName }: Drilled): HTMLElement {
  const line = (name: string, text: string): HTMLElement[] => [
    element("dt", {}, name),
    element("dd", { class: "figure" }, text),
  ];
  const target = figure.target === null ? "" : t("ui.statistics.target", { target: showValue(t, figure.unit, figure.target) });
  return element(
    "div",
    { class: "made-of" },
    element("p", { class: "answer" }, showValue(t, figure.unit, value), " ", element("span", { class: "second" }, target)),
    element("p", { class: "formula" }, inWords(figure.formula)),
    element("p", { class: "second small" }, `${figure.key} · ${periodName}`),
    element(
      "dl",
      {},
      ...line(inWords(figure.sides.numerator), showSide(numerator)),
      ...line(inWords(figure.sides.denominator), showSide(denominator)),
    ),
  );
}

type Row = Readonly<Record<string, CellValue>>;

function rowsTable(t: Translate, label: string, found: Rows, key: string): HTMLElement {
  const names = Object.keys(found.columns).filter((name) =>
    found.columns[name]?.some((value) => value !== null && value !== ""),
  );
  const rows = Array.from({ length: found.count }, (_, place) => {
    const row: Record<string, CellValue> = { "#": place };
    for (const name of names) row[name] = plain(found.columns[name]?.[place] ?? null);
    return row;
  });
  const columns: Column<Row>[] = names.map((name) => {
    const code = `ui.statistics.column.${name}`;
    const title = t(code);
    const numeric = rows.every((row) => row[name] === null || typeof row[name] === "number");
    return {
      key: name,
      title: title === code ? name : title,
      kind: numeric ? "number" : "text",
      value: (row) => row[name] ?? null,
      format: (value) =>
        typeof value === "boolean"
          ? t(value ? "ui.shell.table.yes" : "ui.shell.table.no")
          : inTradeWords(t, found.table, name, written(value)),
    };
  });
  const table = new DataTable<Row>(t, {
    label,
    columns,
    source: arraySource(rows, columns),
    key: (row) => String(row["#"]),
    file: `${key}-${found.table}`,
  });
  return table.root;
}

const MOMENT = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/;

/** Return a value in the words of the trade, where it is one of their codes; a moment short. */
function inTradeWords(t: Translate, table: string, column: string, value: string): string {
  const moment = MOMENT.exec(value);
  if (moment !== null) return `${moment[1] ?? ""} ${moment[2] ?? ""}`;
  const kind = table.replace(/s$/, "");
  const lists = column === "class_code" ? [`${kind}_class`] : [`${kind}_${column}`, `premises_${column}`, column];
  for (const list of lists) {
    const code = `word.${list}.${value}`;
    const text = t(code);
    if (text !== code) return text;
  }
  return value;
}

function plain(value: unknown): CellValue {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return value;
  }
  return JSON.stringify(value);
}

function written(value: CellValue): string {
  if (value === null) return "";
  return typeof value === "number" && !Number.isInteger(value) ? showSide(value) : String(value);
}
