// Keeps the fills of the cells in step with the choices.

import type { LevelFigures } from "../../../api/indicators";
import { mapApi } from "../../../api/map";
import type { Translate } from "../../../shared/catalogue";
import { pageLocale } from "../../../shell/language";
import type { CellsGroup } from "../panels/cells-group";
import type { Legends } from "../panels/legends";
import { indicatorShading, type Shading, shadingOf } from "../shading";
import type { Choices } from "../state";
import type { MapView } from "../view";

export class ShadingPart {
  #level: LevelFigures | null = null;
  #loading = false;

  constructor(
    readonly t: Translate,
    readonly choices: Choices,
    readonly map: MapView,
    readonly legends: Legends,
    readonly group: CellsGroup,
    readonly loadBounds: readonly number[],
    readonly failed: (error: unknown) => void,
  ) {
    if (choices.now.cellMode === "indicator") void this.load();
    choices.follow((now, before) => {
      if (now === before || now.cellMode !== before.cellMode || now.indicator !== before.indicator) this.#show();
    });
  }

  /** Load the indicators of all cells, once. */
  async load(): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    try {
      this.#level = await mapApi.cellFigures();
      this.group.offer(this.#level);
      if (this.choices.now.cellMode === "indicator") this.#show();
    } catch (error) {
      this.#loading = false;
      this.failed(error);
    }
  }

  #show(): void {
    const shading = this.#shading();
    this.map.cells.shade(shading);
    this.legends.showShading(shading);
  }

  #shading(): Shading | null {
    const { cellMode, indicator } = this.choices.now;
    if (cellMode !== "indicator") return shadingOf(cellMode, this.loadBounds, this.t);
    const one = this.#level?.indicators.find(({ key }) => key === indicator);
    if (this.#level === null || one === undefined) return null;
    return indicatorShading(this.#level, one, pageLocale(), this.t);
  }
}
