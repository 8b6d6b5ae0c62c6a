// The table that mirrors the map: one row a cell, sorted by any column, chosen by click or key.

import type { Translate } from "../../../shared/catalogue";
import { button, element } from "../../../shared/dom";
import { formatArea, formatDeviation, formatNumber } from "../../../shared/numbers";
import { breachesOf, deviation, type DraftCell, meanLoad } from "../model";
import { type Bench, shownCells, type State } from "../state";
import { breachWords, loadWords, nameOfCell, nameOfWorker, ratioWords } from "./words";

interface Column {
  readonly name: string;
  readonly figure: boolean;
  readonly value: (cell: DraftCell) => string | number;
  readonly words: (cell: DraftCell) => string;
}

export class CellTable {
  readonly root = element("div", { class: "table-wrap", attributes: { id: "cell-table" } });
  readonly #body = element("tbody");
  readonly #heads = new Map<string, HTMLElement>();
  #sorted = { name: "code", down: false };
  #mean: number | null = null;

  constructor(
    readonly bench: Bench,
    readonly t: Translate,
    readonly choose: (code: string) => void,
  ) {
    const heads = this.#columns().map(({ name, figure }) => {
      const head = element("th", { class: `${figure ? "figure" : ""} of-${name}`, attributes: { scope: "col", "aria-sort": "none" } });
      head.append(button({ class: "sort" }, () => this.#sort(name), t(`ui.planner.column.${name}`)));
      this.#heads.set(name, head);
      return head;
    });
    const caption = element("caption", { class: "unseen" }, t("ui.planner.table"));
    this.root.append(
      element("table", { class: "plain-table" }, caption, element("thead", {}, element("tr", {}, ...heads)), this.#body),
    );
    this.#body.addEventListener("keydown", (event) => this.#key(event));
    bench.follow((now, before) => {
      if (this.root.hidden) return;
      if (now.preview === null && (shownCells(now) !== shownCells(before) || now.workers !== before.workers || now.limits !== before.limits)) this.#fill(now);
      else if (now.selected !== before.selected) this.#mark(now);
    });
  }

  show(open: boolean): void {
    this.root.hidden = !open;
    if (open) this.#fill(this.bench.now);
  }

  #columns(): Column[] {
    const { bench, t } = this;
    const share = (cell: DraftCell): number | null => deviation(cell, this.#mean);
    return [
      { name: "code", figure: false, value: (cell) => cell.code, words: (cell) => nameOfCell(t, cell, bench.now.community) },
      { name: "worker", figure: false, value: (cell) => nameOfWorker(t, bench.now, cell.worker), words: (cell) => nameOfWorker(t, bench.now, cell.worker) },
      { name: "load", figure: true, value: (cell) => cell.load ?? -1, words: (cell) => loadWords(cell.load) },
      { name: "deviation", figure: true, value: (cell) => share(cell) ?? 0, words: (cell) => { const found = share(cell); return found === null ? "–" : formatDeviation(found); } },
      { name: "households", figure: true, value: (cell) => cell.households ?? -1, words: (cell) => (cell.households === null ? "–" : formatNumber(cell.households)) },
      { name: "area", figure: true, value: (cell) => cell.area_m2, words: (cell) => formatArea(cell.area_m2) },
      { name: "compactness", figure: true, value: (cell) => cell.compactness ?? -1, words: (cell) => ratioWords(cell.compactness) },
      { name: "state", figure: false, value: (cell) => breachesOf(cell, bench.now.limits).length, words: (cell) => this.#state(cell) },
    ];
  }

  #state(cell: DraftCell): string {
    const now = this.bench.now;
    const before = now.base.get(cell.code);
    const words = [
      cell.locked ? this.t("ui.planner.locked") : "",
      now.draft === null || cell === before ? "" : before === undefined ? this.t("ui.planner.new") : before.shape !== cell.shape ? this.t("ui.planner.changed") : "",
      ...breachWords(this.t, cell, now.limits),
    ];
    return words.filter(Boolean).join(" · ");
  }

  #sort(name: string): void {
    this.#sorted = { name, down: this.#sorted.name === name && !this.#sorted.down };
    this.#fill(this.bench.now);
  }

  #fill(now: State): void {
    const cells = [...shownCells(now).values()];
    this.#mean = meanLoad(cells);
    const counted = cells.some((cell) => cell.households !== null);
    this.root.classList.toggle("uncounted", !counted);
    const columns = this.#columns();
    const by = columns.find(({ name }) => name === this.#sorted.name);
    const sign = this.#sorted.down ? -1 : 1;
    cells.sort((one, other) => {
      const [a, b] = [by?.value(one) ?? "", by?.value(other) ?? ""];
      const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
      return sign * order || one.code.localeCompare(other.code);
    });
    for (const [name, head] of this.#heads) {
      head.setAttribute("aria-sort", name !== this.#sorted.name ? "none" : this.#sorted.down ? "descending" : "ascending");
    }
    this.#body.replaceChildren(...cells.map((cell) => this.#row(cell, columns)));
    this.#mark(now);
  }

  #row(cell: DraftCell, columns: readonly Column[]): HTMLElement {
    const cellsOf = columns.map(({ name, figure, words }) => {
      if (name !== "code") return element("td", { class: `${figure ? "figure" : ""} of-${name}` }, words(cell));
      return element("th", { attributes: { scope: "row", title: cell.code } }, words(cell));
    });
    const row = element("tr", { attributes: { tabindex: "-1", "data-code": cell.code } }, ...cellsOf);
    row.addEventListener("click", (event) => {
      if (event.shiftKey || event.ctrlKey) this.bench.toggle(cell.code);
      else this.choose(cell.code);
    });
    return row;
  }

  #mark(now: State): void {
    const chosen = now.selected[0];
    let reachable = false;
    for (const row of this.#body.rows) {
      const on = now.selected.includes(row.dataset["code"] ?? "");
      row.setAttribute("aria-selected", String(on));
      row.tabIndex = row.dataset["code"] === chosen ? 0 : -1;
      reachable ||= row.tabIndex === 0;
      if (row.dataset["code"] === chosen) row.scrollIntoView({ block: "nearest" });
    }
    const first = this.#body.rows[0];
    if (!reachable && first !== undefined) first.tabIndex = 0;
  }

  #key(event: KeyboardEvent): void {
    const rows = [...this.#body.rows];
    const at = rows.findIndex((row) => row === document.activeElement);
    const goals: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 };
    const goal = goals[event.key];
    const code = rows[goal ?? at]?.dataset["code"];
    if (code === undefined) return;
    if (goal !== undefined) {
      this.choose(code);
      rows[goal]?.focus();
    } else if (event.key === " ") this.bench.toggle(code);
    else if (event.key === "Enter") this.choose(code);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
