// What publishing would change for cells and workers, and the sheet that each worker gets in hand.

import type { Translate } from "../../../shared/catalogue";
import { button, element } from "../../../shared/dom";
import { formatArea, formatNumber } from "../../../shared/numbers";
import { openDialog } from "../../../shell/dialog";
import { nameOfCode, nameOfWorker } from "../panels/words";
import type { Impact, ImpactRow, Sheet } from "../service";
import type { Session } from "../session";
import { rowsTable, signed, type TableColumn, today } from "./tables";

const FIGURES = ["households", "shops", "hazards", "cameras", "incidents", "open_tasks"] as const;

/** Show what publishing the draft today would change. */
export async function weighImpact(session: Session, t: Translate): Promise<void> {
  const { draft } = session.bench.now;
  if (draft === null) return;
  const day = today();
  const [impact, sheets] = await Promise.all([
    session.service.impact(draft.plan, day),
    session.service.sheets(draft.plan, day),
  ]);
  await openDialog<true>(t, {
    title: t("ui.planner.impact.title"),
    wide: true,
    body: [...impactParts(session, t, impact), sheetList(t, sheets)],
    actions: [{ label: t("ui.shell.ok"), kind: "primary", pressed: () => true }],
  });
}

/** Return the sentences and tables of an impact. */
export function impactParts(session: Session, t: Translate, impact: Impact): HTMLElement[] {
  const now = session.bench.now;
  const name = (row: ImpactRow): string => String(row["name"] || "") || nameOfCode(t, now, String(row["provisional_code"] ?? row["code"]));
  const worker = (code: string | number | null | undefined): string =>
    nameOfWorker(t, now, code === null || code === undefined ? null : String(code));
  const cells: TableColumn<ImpactRow>[] = [
    { label: t("ui.planner.column.code"), words: name },
    {
      label: t("ui.planner.column.worker"),
      words: (row) => row["old_worker"] === row["new_worker"] ? worker(row["new_worker"]) : `${worker(row["old_worker"])} → ${worker(row["new_worker"])}`,
    },
    ...figureColumns(t),
  ];
  const people: TableColumn<ImpactRow>[] = [
    { label: t("ui.planner.column.worker"), words: (row) => String(row["name"] || row["code"]) },
    { label: t("ui.planner.impact.cells"), figure: true, words: (row) => `${row["old_cells"]} → ${row["new_cells"]}` },
    ...figureColumns(t),
  ];
  const unassigned = impact.unassigned.map((code) => nameOfCode(t, now, provisional(impact, code))).join(t("ui.planner.and"));
  const notes = [
    ...(unassigned === "" ? [] : [t("ui.planner.impact.unassigned", { names: unassigned })]),
    ...impact.breaches,
  ];
  return [
    impact.cells.length === 0
      ? element("p", {}, t("ui.planner.impact.none"))
      : rowsTable(t("ui.planner.impact.by_cell", { count: impact.cells.length }), cells, impact.cells),
    impact.workers.length === 0
      ? element("p", { class: "unseen" })
      : rowsTable(t("ui.planner.impact.by_worker", { count: impact.workers.length }), people, impact.workers),
    notes.length === 0 ? element("p", { class: "unseen" }) : element("ul", { class: "notes" }, ...notes.map((note) => element("li", {}, note))),
    element("p", { class: "second small" }, impact.rule_of_open_tasks),
  ];
}

function provisional(impact: Impact, official: string): string {
  return Object.entries(impact.renamed).find(([, code]) => code === official)?.[0] ?? official;
}

function figureColumns(t: Translate): TableColumn<ImpactRow>[] {
  const number = (row: ImpactRow, key: string): number => Number(row[key] ?? 0);
  const column = (key: string, write: (value: number) => string): TableColumn<ImpactRow> => ({
    label: t(`ui.planner.figure.${key}`),
    figure: true,
    words: (row) => {
      const change = signed(number(row, `${key}_after`) - number(row, `${key}_before`), write);
      return change === "" ? write(number(row, `${key}_after`)) : `${write(number(row, `${key}_after`))} (${change})`;
    },
  });
  return [column("area_m2", formatArea), column("load", formatNumber), ...FIGURES.map((key) => column(key, formatNumber))];
}

function sheetList(t: Translate, sheets: readonly Sheet[]): HTMLElement {
  const rows = sheets.map((sheet) =>
    element(
      "li",
      {},
      element("span", {}, sheet.worker_name || sheet.worker_code),
      element("span", { class: "second figure" }, t("ui.planner.sheet.lines", { count: sheet.rows.length })),
      button({ class: "plain small-button" }, () => void showSheet(t, sheet), t("ui.planner.sheet.open")),
    ),
  );
  return element(
    "section",
    { class: "sheets" },
    element("h3", {}, t("ui.planner.sheets")),
    sheets.length === 0 ? element("p", { class: "second" }, t("ui.planner.sheets.none")) : element("ul", {}, ...rows),
  );
}

/** Show one worker's hand-over, ready to be printed. */
async function showSheet(t: Translate, sheet: Sheet): Promise<void> {
  const columns = sheet.columns.map((label, i) => ({ label, words: (row: readonly unknown[]) => String(row[i] ?? "") }));
  const shown = columns.filter((_, i) => sheet.rows.some((row) => String(row[i] ?? "") !== ""));
  const title = t("ui.planner.sheet.title", { name: sheet.worker_name || sheet.worker_code });
  await openDialog<true>(t, {
    title,
    wide: true,
    body: [
      element(
        "div",
        { class: "print-sheet" },
        element("p", {}, t("ui.planner.sheet.from", { day: sheet.valid_from })),
        rowsTable(title, shown, sheet.rows),
        element("p", { class: "signatures" }, t("ui.planner.sheet.sign")),
      ),
    ],
    actions: [
      {
        label: t("ui.planner.sheet.print"),
        kind: "primary",
        pressed: () => {
          window.print();
          return undefined;
        },
      },
    ],
  });
}
