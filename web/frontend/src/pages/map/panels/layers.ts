// The panel of layers: what is shown, and what can be taken along.

import type { Overview } from "../../../api/types";
import type { Translate } from "../../../shared/catalogue";
import { element } from "../../../shared/dom";
import type { Kind } from "../../../shared/symbols";
import type { Choices } from "../state";
import { baseGroup } from "./base-group";
import { CellsGroup } from "./cells-group";
import { exportGroup, type ExportSource } from "./export-group";
import { HeatGroup } from "./heat-group";
import { type ClassCounts, PointsGroup } from "./points-group";
import { reachGroup } from "./reach-group";

export class LayersPanel {
  readonly root: HTMLElement;
  readonly cells: CellsGroup;

  constructor(
    readonly t: Translate,
    choices: Choices,
    overview: Overview,
    sources: {
      readonly indicators: () => void;
      readonly classesOf: (kind: Kind) => Promise<ClassCounts>;
      readonly exports: ExportSource;
    },
  ) {
    this.cells = new CellsGroup(t, choices, sources.indicators);
    const cameras = overview.kinds.some(({ kind, total }) => kind === "camera" && total > 0);
    this.root = element(
      "section",
      { class: "section", attributes: { "aria-label": t("ui.page.layers") } },
      this.cells.root,
      new PointsGroup(t, choices, overview.kinds, sources.classesOf).root,
      new HeatGroup(t, choices, overview.kinds).root,
      cameras ? reachGroup(t, choices) : null,
      overview.base_map === null ? null : baseGroup(t, choices, overview.base_map),
      overview.may_export ? exportGroup(t, sources.exports) : null,
    );
  }
}
