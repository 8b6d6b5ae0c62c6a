// What publishing would change for cells and workers, and the sheet that each worker gets in hand.

import type { Translate } from "../../../shared/catalogue";
import { button, element } from "../../../shared/dom";
import { formatArea, formatNumber } from "../../../shared/numbers";
import { openDialog, tellDialog } from "../../../shell/dialog";
import { nameOfCode, nameOfWorker } from "../panels/words";
import type { CellImpact, Impact, ImpactRow, Sheet, WorkerImpact } from "../service";
import type { Session } from "../session";
import { rowsTable, signed, type TableColumn, today } from "./tables";

const FIGURES = ["households", "shops", "hazards", "cameras", "incidents", "open_tasks"] as const;

/** Show what publishing the draft today would change. */
export async function weighImpact(session: Session, t: Translate): Promise<void> {
  const { draft } = session.bench.now;
  if (draft === null) return;
  const day = today();
  const [impact, sheets] = await Promise.all([
    session.service.impact(draft.plan, day, session.bench.now.limits),
    session.service.sheets(draft.plan, day),
  ]);
  await tellDialog(t, t("ui.planner.impact.title"), [...impactParts(session, t, impact), sheetList(t, sheets)], { wide: true });
}

/** Return the sentences and tables of an impact. */
export function impactParts(session: Session, t: Translate, impact: Impact): HTMLElement[] {
  const now = session.bench.now;
  const worker = (code: string | null): string => nameOfWorker(t, now, code);
  const cells: TableColumn<CellImpact>[] = [
    { label: t("ui.planner.column.code"), words: (row) => row.name || nameOfCode(t, now, row.provisional_code ?? row.code) },
    {
      label: t("ui.planner.column.worker"),
      words: ({ old_worker, new_worker, before }) =>
        old_worker === new_worker || before === null ? worker(new_worker) : `${worker(old_worker)} → ${worker(new_worker)}`,
    },
    ...figureColumns<CellImpact>(t),
  ];
  const people: TableColumn<WorkerImpact>[] = [
    { label: t("ui.planner.column.worker"), words: (row) => row.name || row.code },
    { label: t("ui.planner.impact.cells"), figure: true, words: ({ old_cells, new_cells }) => old_cells.length === new_cells.length ? String(new_cells.length) : `${old_cells.length} → ${new_cells.length}` },
    ...figureColumns<WorkerImpact>(t),
  ];
  const unassigned = impact.unassigned.map((code) => nameOfCode(t, now, provisional(impact, code))).join(t("ui.planner.and"));
  const notes = [
    ...(unassigned === "" ? [] : [t("ui.planner.impact.unassigned", { names: unassigned })]),
    ...impact.breaches,
  ];
  const concerned = impact.workers.filter(
    ({ before, after, old_cells, new_cells }) =>
      JSON.stringify([before, old_cells]) !== JSON.stringify([after, new_cells]),
  );
  return [
    impact.cells.length === 0
      ? element("p", {}, t("ui.planner.impact.none"))
      : rowsTable(t("ui.planner.impact.by_cell", { count: impact.cells.length }), cells, impact.cells),
    ...(concerned.length === 0 ? [] : [rowsTable(t("ui.planner.impact.by_worker", { count: concerned.length }), people, concerned)]),
    ...(notes.length === 0 ? [] : [element("ul", { class: "notes" }, ...notes.map((note) => element("li", { class: "breach" }, note)))]),
    element("p", { class: "second small" }, impact.rule_of_open_tasks),
  ];
}

function provisional(impact: Impact, official: string): string {
  return Object.entries(impact.renamed).find(([, code]) => code === official)?.[0] ?? official;
}

function figureColumns<Row extends ImpactRow>(t: Translate): TableColumn<Row>[] {
  const column = (key: string, write: (value: number) => string): TableColumn<Row> => ({
    label: t(`ui.planner.figure.${key}`),
    figure: true,
    words: ({ before, after }) => {
      const [was, is] = [before?.[key] ?? 0, after?.[key] ?? 0];
      const change = signed(is - was, write);
      return change === "" ? write(is) : `${write(is)} (${change})`;
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
