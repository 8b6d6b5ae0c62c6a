// The card of the chosen cell and of its worker: figures, limits, what moves while one draws.

import type { Translate } from "../../../shared/catalogue";
import { button, element } from "../../../shared/dom";
import { formatArea, formatDeviation, formatNumber, THIN_SPACE } from "../../../shared/numbers";
import { deviation, type DraftCell, meanLoad } from "../model";
import { Pace } from "../pace";
import { type Bench, shownCell, shownCells, type State } from "../state";
import { meter } from "./meter";
import { sign } from "./signs";
import { breachWords, loadWords, nameOfCell, nameOfWorker, ratioWords, unitWords } from "./words";

export class CellCard {
  readonly root = element("section", { class: "side-section", attributes: { "aria-live": "polite", id: "cell-card" } });
  readonly #pace = new Pace(() => this.#fill(this.bench.now));

  constructor(
    readonly bench: Bench,
    readonly t: Translate,
    readonly lookAt: (code: string) => void,
  ) {
    bench.follow((now, before) => {
      if (
        now.selected !== before.selected || now.community !== before.community ||
        shownCells(now) !== shownCells(before) || now.workers !== before.workers || now.refused !== before.refused || now.limits !== before.limits || now.unit !== before.unit || now === before
      ) {
        if (now.preview === null) this.#pace.now();
        else this.#pace.soon(true);
      }
    });
  }

  #fill(now: State): void {
    const cell = shownCell(now);
    if (cell === null) {
      const code = shownCells(now).size === 0 ? "ui.planner.card.empty" : "ui.planner.card.none";
      this.root.replaceChildren(
        element("h2", {}, this.t(code)),
        element("p", { class: "second" }, this.t(`${code}.next`)),
      );
      return;
    }
    const resting = now.draft?.cells ?? now.base;
    const touched =
      now.preview === null
        ? []
        : [...now.preview.values()].filter((one) => one !== resting.get(one.code) && one.code !== cell.code);
    const name = nameOfCell(this.t, cell, now.community);
    this.root.replaceChildren(
      this.#head(cell, name),
      ...this.#barred(now),
      this.#figures(cell, now, now.preview === null ? now.base.get(cell.code) : resting.get(cell.code)),
      ...breachWords(this.t, cell, now.limits).map((words) => element("p", { class: "breach" }, words)),
      ...this.#beside(touched, resting, now),
      this.#worker(cell, now),
    );
  }

  /** Say what bars the gesture while it lasts; afterwards the service says it. */
  #barred({ preview, refused }: State): HTMLElement[] {
    if (refused === null || preview === null) return [];
    return [
      element(
        "p",
        { class: "breach", attributes: { id: "barred" } },
        element("strong", {}, refused.title),
        element("span", { class: "second" }, refused.detail),
      ),
    ];
  }

  #head(cell: DraftCell, name: string): HTMLElement {
    const look = button(
      { class: "icon", attributes: { "aria-label": this.t("ui.planner.look"), title: this.t("ui.planner.look") } },
      () => this.lookAt(cell.code),
      sign("look"),
    );
    const lock = cell.locked ? element("span", { class: "badge" }, this.t("ui.planner.locked")) : null;
    return element("header", { class: "card-head" }, element("h2", { attributes: { title: cell.code } }, name), lock, look);
  }

  #figures(cell: DraftCell, now: State, before: DraftCell | undefined): HTMLElement {
    const mean = meanLoad(shownCells(now).values());
    const ratio = deviation(cell, mean);
    const unit = unitWords(this.t, now.unit);
    const about = now.preview === null ? "" : "≈ ";
    const moved = (value: number | null, was: number | null | undefined, write: (value: number) => string): string => {
      if (value === null || was === null || was === undefined || write(value) === write(was)) return "";
      const by = value - was;
      return `${by > 0 ? "+" : ""}${write(by)}`;
    };
    const rows: [string, string, string][] = [
      [
        this.t("ui.planner.load"),
        about + [loadWords(cell.load), unit].filter(Boolean).join(THIN_SPACE),
        moved(cell.load, before?.load, loadWords),
      ],
      [this.t("ui.planner.area"), about + formatArea(cell.area_m2), moved(cell.area_m2, before?.area_m2, formatArea)],
      [this.t("ui.planner.compactness"), ratioWords(cell.compactness), moved(cell.compactness, before?.compactness, ratioWords)],
    ];
    if (cell.households !== null) {
      rows.splice(1, 0, [this.t("ui.planner.households"), formatNumber(cell.households), moved(cell.households, before?.households, formatNumber)]);
    }
    const list = element("dl", { class: "figures" });
    for (const [name, value, change] of rows) {
      list.append(
        element("dt", {}, name),
        element("dd", { class: "figure" }, value),
        element("dd", { class: "figure change" }, change),
      );
    }
    const share = element(
      "p",
      { class: "share" },
      element("span", { class: "second" }, this.t("ui.planner.against_mean")),
      element("strong", { class: "figure", attributes: { "data-figure": "deviation" } }, ratio === null ? "–" : formatDeviation(ratio)),
    );
    return element("div", {}, list, share, meter(ratio, this.t("ui.planner.against_mean")));
  }

  /** Return what a gesture would do to the other cells that it touches. */
  #beside(touched: readonly DraftCell[], resting: ReadonlyMap<string, DraftCell>, now: State): HTMLElement[] {
    if (touched.length === 0) return [];
    const mean = meanLoad(resting.values());
    const rows = touched.map((cell) => {
      const was = resting.get(cell.code);
      const ratio = deviation(cell, mean);
      const by = was === undefined ? 0 : cell.area_m2 - was.area_m2;
      return element(
        "li",
        { attributes: { "data-touched": cell.code } },
        element("strong", {}, nameOfCell(this.t, cell, now.community)),
        element("span", { class: "second" }, this.#carried(cell, now)),
        element("span", { class: "figure" }, ratio === null ? "–" : formatDeviation(ratio)),
        element("span", { class: "figure change" }, `${by > 0 ? "+" : ""}${formatArea(by)}`),
      );
    });
    return [element("h3", {}, this.t("ui.planner.touched")), element("ul", { class: "touched" }, ...rows)];
  }

  /** Return who leads a cell, and what that comes to in all. */
  #carried(cell: DraftCell, now: State): string {
    if (cell.worker === null) return nameOfWorker(this.t, now, null);
    return `${nameOfWorker(this.t, now, cell.worker)} · ${loadWords(this.#led(cell.worker, now).load)}`;
  }

  #led(worker: string | null, now: State): { readonly cells: number; readonly load: number } {
    let [cells, load] = [0, 0];
    if (worker === null) return { cells, load };
    for (const cell of shownCells(now).values()) {
      if (cell.worker !== worker) continue;
      cells += 1;
      load += cell.load ?? 0;
    }
    return { cells, load };
  }

  #worker(cell: DraftCell, now: State): HTMLElement {
    const worker = cell.worker === null ? undefined : now.workers.get(cell.worker);
    const { cells, load } = this.#led(cell.worker, now);
    const over = worker?.capacity ? load / worker.capacity : null;
    const body =
      cell.worker === null
        ? element("p", { class: "breach" }, this.t("ui.planner.vacant.long"))
        : element(
            "dl",
            { class: "figures" },
            element("dt", {}, this.t("ui.planner.worker.cells")),
            element("dd", { class: "figure" }, formatNumber(cells)),
            element("dd"),
            element("dt", {}, this.t("ui.planner.worker.load")),
            element("dd", { class: "figure", attributes: { "data-figure": "worker-load" } }, loadWords(load)),
            element(
              "dd",
              { class: `figure ${over !== null && over > 1 ? "danger-text" : "change"}` },
              over === null ? "" : this.t("ui.planner.worker.of", { share: formatNumber(over * 100) }),
            ),
          );
    return element(
      "div",
      { class: "worker-card", attributes: { id: "worker-card" } },
      element("h3", {}, this.t("ui.planner.worker"), " ", element("strong", {}, nameOfWorker(this.t, now, cell.worker))),
      body,
    );
  }
}
