// What the person has chosen, and who wants to hear of it.

import { type Catalogue, type Locale, translator, type Translate } from "../shared/catalogue";
import english from "../catalogue/en.json";
import chinese from "../catalogue/zh_CN.json";
import type { Model } from "./model";

const CATALOGUES: Readonly<Record<Locale, Catalogue>> = { en: english, zh_CN: chinese };

/** With more points than this a kind starts hidden: the map opens calm. */
const SHOWN_AT_FIRST = 150;

export const CELL_MODES = ["worker", "load", "deviation", "none"] as const;
export type CellMode = (typeof CELL_MODES)[number];

export type Selection =
  | { readonly type: "cell"; readonly cell: number }
  | { readonly type: "points"; readonly points: readonly PointRef[] };

export interface PointRef {
  readonly layer: number;
  readonly point: number;
}

export type Part = "choice" | "selection" | "hover" | "locale";

export class State {
  locale: Locale;
  cellMode: CellMode = "worker";
  heat = false;
  hotspots = false;
  sectors = false;
  communities = true;
  base = true;
  /** One set a point layer: the classes that are shown. */
  readonly classes: Set<number>[];
  selection: Selection | null = null;
  hoveredCell: number | null = null;
  private readonly listeners: ((part: Part) => void)[] = [];

  constructor(model: Model) {
    this.locale = model.payload.locale;
    if (model.cells.count === 0) this.cellMode = "none";
    this.classes = model.points.map((layer) => {
      const shown = layer.places.count <= SHOWN_AT_FIRST && layer.kind === "hazard";
      return new Set(shown ? layer.part.classes.keys() : []);
    });
  }

  get t(): Translate {
    return translator(CATALOGUES[this.locale]);
  }

  listen(listener: (part: Part) => void): void {
    this.listeners.push(listener);
  }

  /** Change something and tell everybody which part it was. */
  change(part: Part, act: () => void): void {
    act();
    for (const listener of this.listeners) listener(part);
  }

  select(selection: Selection | null): void {
    this.change("selection", () => {
      this.selection = selection;
    });
  }
}
