// The card of a worker: the cells that he or she leads, their loads, and the duty telephone.

import type { CellRow } from "../../../api/types";
import { countOf, KINDS } from "../../../api/types";
import type { Translate } from "../../../shared/catalogue";
import { button, element } from "../../../shared/dom";
import { formatArea, formatExact, formatNumber } from "../../../shared/numbers";
import { symbolPicture } from "../../../shared/symbols";
import { cellName, kindName } from "../panels/text";
import { telephone } from "./cell";
import { type Card, facts } from "./frame";

export interface WorkerSeen {
  readonly code: string;
  readonly name: string;
  readonly telephone: string | null;
  readonly cells: readonly CellRow[];
  /** What a worker carries on the average. */
  readonly meanLoad: number | null;
}

export function showWorker(
  card: Card,
  t: Translate,
  worker: WorkerSeen,
  open: (cell: string) => void,
): void {
  const { cells } = worker;
  const load = cells.reduce((sum, cell) => sum + (cell.load ?? 0), 0);
  const area_m2 = cells.reduce((sum, cell) => sum + cell.area_m2, 0);
  const counts = KINDS.map((kind) => [kind, cells.reduce((sum, cell) => sum + countOf(cell, kind), 0)] as const);
  card.show(
    worker.name,
    element("p", { class: "second" }, t("ui.one_map.worker.cells", { count: formatNumber(cells.length) })),
    facts([
      [t("ui.page.code"), worker.code],
      ...(worker.telephone === null ? [] : [[t("ui.one_map.worker.telephone"), telephone(worker.telephone)] as const]),
      [t("ui.page.load"), formatExact(load)],
      ...(worker.meanLoad === null ? [] : [[t("ui.one_map.worker.mean"), formatExact(rounded(worker.meanLoad))] as const]),
      [t("ui.page.area"), formatArea(area_m2)],
    ]),
    element("h3", {}, t("ui.page.list")),
    element("ul", { class: "team" }, ...cells.map((cell) => row(t, cell, open))),
    element("h3", {}, t("ui.one_map.worker.points")),
    element(
      "ul",
      { class: "counts" },
      ...counts.map(([kind, count]) =>
        element(
          "li",
          {},
          symbolPicture(kind),
          element("span", { class: "grow" }, kindName(t, kind)),
          element("span", { class: "figure" }, formatNumber(count)),
        ),
      ),
    ),
  );
}

function row(t: Translate, cell: CellRow, open: (code: string) => void): HTMLElement {
  const name = button({ class: "link grow", attributes: { title: cell.code } }, () => open(cell.code), cellName(t, cell));
  return element("li", {}, name, element("span", { class: "figure" }, cell.load === null ? "–" : formatExact(cell.load)));
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
