// Cells by worker, by load or by deviation; the one pointed at and the one selected.

import type OlFeature from "ol/Feature";
import type { FeatureLike } from "ol/Feature";
import type { Coordinate } from "ol/coordinate";
import type { Extent } from "ol/extent";
import VectorLayer from "ol/layer/Vector";
import VectorSource from "ol/source/Vector";
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import Text from "ol/style/Text";
import {
  classOf,
  DEVIATION_BOUNDS,
  DIVERGING,
  HUES,
  mix,
  SEQUENTIAL,
  spread,
  withOpacity,
} from "../../shared/scales";
import type { Theme } from "../../standalone/theme";
import type { Choices, State } from "./state";
import type { Cells } from "../../api/types";
import { readFeatures } from "../../map/projecting";

const WORKER_FILL = 0.18;
const WORKER_FILL_DARK = 0.3;
export const CLASS_FILL = 0.72;
const FILL_UNDER_HEAT = 0.05;
const LEADER_NAMES_BELOW = 2;
const NUMBERS_ABOVE = 3.5;

interface Look {
  readonly fill: string;
  readonly border: string;
}

/** Return the colours of the classes of load, as many as there are classes. */
export function loadColours(bounds: readonly number[]): string[] {
  return spread(SEQUENTIAL, bounds.length + 1);
}

export class CellLayer {
  readonly layer: VectorLayer;
  readonly marks: VectorLayer;
  readonly #source = new VectorSource();
  readonly #features = new Map<string, OlFeature>();
  #loadBounds: readonly number[] = [];

  constructor(
    readonly choices: Choices,
    readonly theme: () => Theme,
    readonly nameOf: (code: string) => string,
  ) {
    this.layer = new VectorLayer({
      source: this.#source,
      style: (feature, resolution) => this.#style(feature, resolution),
      declutter: true,
    });
    this.marks = new VectorLayer({
      source: new VectorSource(),
      style: (feature) => this.#markStyle(feature),
      updateWhileAnimating: true,
    });
  }

  fill(cells: Cells): void {
    this.#loadBounds = cells.load_bounds;
    for (const feature of readFeatures(cells.cells)) {
      this.#features.set(String(feature.get("code")), feature);
      this.#source.addFeature(feature);
    }
  }

  /** Return the code of the cell at a place. */
  codeAt(place: Coordinate): string | null {
    const found = this.#source.getFeaturesAtCoordinate(place)[0];
    return found === undefined ? null : String(found.get("code"));
  }

  extentOf(code: string): Extent | null {
    return this.#features.get(code)?.getGeometry()?.getExtent() ?? null;
  }

  /** Draw anew what a change of the choices touches. */
  update(now: State, before: State): void {
    this.layer.setVisible(now.cellMode !== "none");
    if (now.cellMode !== before.cellMode || now.heat !== before.heat) this.layer.changed();
    if (now.selected === before.selected && now.hovered === before.hovered) return;
    const source = this.marks.getSource();
    source?.clear();
    for (const code of new Set([now.hovered, now.selected])) {
      const feature = code === null ? undefined : this.#features.get(code);
      if (feature !== undefined) source?.addFeature(feature);
    }
  }

  #style(feature: FeatureLike, resolution: number): Style {
    const look = this.#look(feature);
    const theme = this.theme();
    return new Style({
      fill: new Fill({ color: look.fill }),
      stroke: new Stroke({ color: look.border, width: 1.5, lineJoin: "round" }),
      text: new Text({
        text: this.#label(feature, resolution),
        font: `600 12px ${theme.font}`,
        fill: new Fill({ color: theme.text }),
        stroke: new Stroke({ color: theme.halo, width: 3 }),
        overflow: false,
      }),
    });
  }

  /** Return what fits: from afar the number alone, near by the name and the leader. */
  #label(feature: FeatureLike, resolution: number): string {
    const name = this.nameOf(String(feature.get("code")));
    if (resolution > NUMBERS_ABOVE) return name.match(/\d+$/)?.[0] ?? name;
    const leader = String(feature.get("leader_name") ?? "");
    return leader !== "" && resolution < LEADER_NAMES_BELOW ? `${name}\n${leader}` : name;
  }

  #look(feature: FeatureLike): Look {
    const { cellMode, heat } = this.choices.now;
    const theme = this.theme();
    if (cellMode === "worker") return byWorker(Number(feature.get("hue")), heat !== null, theme);
    const value: unknown = feature.get(cellMode === "load" ? "load" : "load_share_ratio");
    const bounds = cellMode === "load" ? this.#loadBounds : DEVIATION_BOUNDS;
    const colours = cellMode === "load" ? loadColours(this.#loadBounds) : DIVERGING;
    const colour = typeof value === "number" ? colours[classOf(value, bounds)] : undefined;
    return byClass(colour, heat !== null, theme);
  }

  #markStyle(feature: FeatureLike): Style[] {
    const theme = this.theme();
    const selected = feature.get("code") === this.choices.now.selected;
    const ring = (color: string, width: number): Style =>
      new Style({ stroke: new Stroke({ color, width, lineJoin: "round" }) });
    const rings = [ring(theme.halo, selected ? 6 : 4), ring(theme.accent, selected ? 3 : 2)];
    if (!selected) return rings;
    return [new Style({ fill: new Fill({ color: withOpacity(theme.accent, 0.12) }) }), ...rings];
  }
}

function byWorker(hue: number, underHeat: boolean, theme: Theme): Look {
  const colour = HUES[hue];
  if (colour === undefined) return { fill: "transparent", border: theme.warning };
  const opacity = underHeat ? FILL_UNDER_HEAT : theme.dark ? WORKER_FILL_DARK : WORKER_FILL;
  return {
    fill: withOpacity(colour, opacity),
    border: theme.dark ? mix(colour, "#ffffff", 0.25) : mix(colour, "#000000", 0.2),
  };
}

function byClass(colour: string | undefined, underHeat: boolean, theme: Theme): Look {
  if (colour === undefined) return { fill: "transparent", border: theme.textSecond };
  const border = theme.dark ? "#0b0d0f" : mix(colour, "#000000", 0.35);
  return { fill: withOpacity(colour, underHeat ? FILL_UNDER_HEAT : CLASS_FILL), border };
}
