// How the cells are filled: by worker, by load, by deviation, by any indicator, or not at all.

import type { LevelFigures } from "../../../api/indicators";
import type { Translate } from "../../../shared/catalogue";
import { element } from "../../../shared/dom";
import { pageLocale } from "../../../shell/language";
import type { CellMode, Choices } from "../state";
import { chooser, group, type Option, segments } from "./groups";

const MODES: readonly (readonly [CellMode, string])[] = [
  ["worker", "ui.page.by_worker"],
  ["load", "ui.page.by_load"],
  ["deviation", "ui.page.by_deviation"],
  ["none", "ui.page.no_cells"],
];

export class CellsGroup {
  readonly root: HTMLElement;
  readonly #select: HTMLSelectElement;

  constructor(
    readonly t: Translate,
    readonly choices: Choices,
    /** Called once the indicators are about to be chosen from: computing them is long work. */
    readonly wanted: () => void,
  ) {
    const modes = segments(
      MODES.map(([value, code]): Option<CellMode> => ({ value, label: t(code) })),
      (cellMode) => choices.change({ cellMode, indicator: null }),
    );
    const { root, select } = chooser(t("ui.one_map.indicator"), [{ value: "", label: t("ui.one_map.indicator.none") }], (key) =>
      choices.change(key === "" ? { cellMode: "worker", indicator: null } : { cellMode: "indicator", indicator: key }),
    );
    this.#select = select;
    for (const event of ["pointerenter", "focusin"]) root.addEventListener(event, () => wanted(), { once: true });
    this.root = group(t("ui.page.cells"), modes.root, root);
    choices.follow((now, before) => {
      if (now !== before && now.cellMode === before.cellMode && now.indicator === before.indicator) return;
      modes.set(now.cellMode === "indicator" ? null : now.cellMode);
      this.#mark(now.indicator);
    });
  }

  /** Offer the indicators that have figures for cells. */
  offer(level: LevelFigures): void {
    const locale = pageLocale();
    for (const one of level.indicators) {
      if (one.values === undefined || one.values.every((value) => value === null)) continue;
      this.#select.append(element("option", { attributes: { value: one.key } }, one.name[locale]));
    }
    this.#mark(this.choices.now.indicator);
  }

  #mark(key: string | null): void {
    const known = [...this.#select.options].some((option) => option.value === key);
    this.#select.value = known && key !== null ? key : "";
  }
}
