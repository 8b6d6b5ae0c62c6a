// The list of points in sight, which mirrors the map: the first by name, opened by keyboard too.

import { mapApi } from "../../../api/map";
import type { PointRow } from "../../../api/points";
import type { Translate } from "../../../shared/catalogue";
import { button, element } from "../../../shared/dom";
import { formatNumber } from "../../../shared/numbers";
import { symbolPicture } from "../../../shared/symbols";
import { limitsOf } from "../parts/limits";
import type { Choices } from "../state";
import type { MapView } from "../view";

const MOST = 200;
const WAIT_MS = 250;

export class PointsList {
  readonly root: HTMLElement;
  readonly #list = element("ul", { class: "counts points-rows" });
  readonly #said = element("p", { class: "second small", attributes: { role: "status" } });
  #open = false;
  #timer = 0;
  #asked = 0;

  constructor(
    readonly t: Translate,
    readonly choices: Choices,
    readonly map: MapView,
    readonly failed: (error: unknown) => void,
  ) {
    const attributes = { "aria-label": t("ui.one_map.points.list") };
    this.root = element("section", { class: "section", attributes }, this.#said, this.#list);
    choices.follow((now, before) => {
      if (now.hovered === before.hovered) this.#soon();
    });
    map.onMoved(() => this.#soon());
  }

  /** Show the list, or keep it quiet while nobody sees it. */
  show(open: boolean): void {
    this.#open = open;
    this.#soon();
  }

  #soon(): void {
    window.clearTimeout(this.#timer);
    if (this.#open) this.#timer = window.setTimeout(() => void this.#load(), WAIT_MS);
  }

  async #load(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const { now } = this.choices;
    const bbox = this.map.bounds.map((side) => side.toFixed(6)).join();
    try {
      const answers = await Promise.all(
        [...now.kinds].map((kind) => mapApi.points.rows(kind, { ...limitsOf(now, kind), bbox }, MOST)),
      );
      if (asked !== this.#asked) return;
      const total = answers.reduce((sum, answer) => sum + answer.total, 0);
      const rows = answers.flatMap((answer) => [...answer.rows]).slice(0, MOST);
      this.#fill(rows, total, now.kinds.size > 0);
    } catch (error) {
      if (asked === this.#asked) this.failed(error);
    }
  }

  #fill(rows: readonly PointRow[], total: number, wanted: boolean): void {
    const { t } = this;
    const words = { count: formatNumber(total), shown: formatNumber(rows.length) };
    this.#said.textContent = !wanted
      ? t("ui.one_map.points.none")
      : total === 0
        ? t("ui.one_map.points.nothing")
        : t("ui.one_map.points.seen", words);
    this.#list.replaceChildren(...rows.map((row) => this.#row(row)));
  }

  #row(point: PointRow): HTMLElement {
    const open = (): void => {
      this.choices.change({ selection: { what: "point", kind: point.kind, id: point.id } });
      this.map.lookAtPlace(point.lon, point.lat);
    };
    return element(
      "li",
      {},
      symbolPicture(point.kind),
      button({ class: "link grow" }, open, point.name || point.id),
      element("span", { class: "second small" }, this.t(`word.${point.kind}_class.${point.class_code}`)),
    );
  }
}
