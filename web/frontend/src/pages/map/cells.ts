// Cells by worker or by a number; the one pointed at and the one selected.

import type { FeatureLike } from "ol/Feature";
import type { Coordinate } from "ol/coordinate";
import type { Extent } from "ol/extent";
import VectorLayer from "ol/layer/Vector";
import VectorImageLayer from "ol/layer/VectorImage";
import VectorSource from "ol/source/Vector";
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import Text from "ol/style/Text";
import { HUES, mix, withOpacity } from "../../shared/scales";
import type { Theme } from "../../standalone/theme";
import { colourOf, type Shading } from "./shading";
import { type Choices, selectedCell, type State } from "./state";
import type { MapLayerAnswer } from "../../api/schema";
import type { CellRow } from "../../api/types";
import { COMMUNITY_NAMES_ABOVE } from "../../map/base";
import { CellSource } from "../../map/cell-source";

const WORKER_FILL = 0.18;
const WORKER_FILL_DARK = 0.3;
export const CLASS_FILL = 0.72;
const LEADER_NAMES_BELOW = 2;
/** How much wider than the window the picture is, so that there is something to drag in. */
const AROUND_RATIO = 1.5;
const RINGS_ABOVE = 1.2;

const LINE = 1.5;
/** Under a density the borders step back: its colours are what is read. */
const LINE_UNDER_HEAT = 0.75;

interface Look {
  readonly fill: string;
  readonly border: string;
  readonly width: number;
}

export class CellLayer {
  /** Drawn as one picture, which moves with the map and is made anew when the map rests. */
  readonly layer: VectorImageLayer;
  readonly marks: VectorLayer;
  readonly source = new CellSource();
  readonly #rows = new Map<string, CellRow>();
  #shading: Shading | null = null;

  constructor(
    readonly choices: Choices,
    readonly theme: () => Theme,
    readonly nameOf: (code: string) => string,
  ) {
    this.layer = new VectorImageLayer({
      imageRatio: AROUND_RATIO,
      source: this.source,
      style: (feature, resolution) => this.#style(feature, resolution),
      declutter: true,
    });
    this.marks = new VectorLayer({
      source: new VectorSource(),
      style: (feature) => this.#markStyle(feature),
      updateWhileAnimating: true,
    });
  }

  fill(rows: readonly CellRow[], cells: MapLayerAnswer): void {
    for (const row of rows) this.#rows.set(row.code, row);
    this.source.fill(cells);
  }

  /** Return the code of the cell at a place. */
  codeAt(place: Coordinate): string | null {
    const found = this.source.getFeaturesAtCoordinate(place)[0];
    return found === undefined ? null : String(found.get("code"));
  }

  extentOf(code: string): Extent | null {
    return this.source.of(code)?.getGeometry()?.getExtent() ?? null;
  }

  /** Fill the cells by a number, or by worker where there is none. */
  shade(shading: Shading | null): void {
    this.#shading = shading;
    this.layer.changed();
  }

  /** Draw anew what a change of the choices touches. */
  update(now: State, before: State): void {
    this.layer.setVisible(now.cellMode !== "none");
    if (now.heat !== before.heat || now.kinds !== before.kinds || now.reach !== before.reach) this.layer.changed();
    if (now.selection !== before.selection || now.hovered !== before.hovered) this.#markAll(now);
  }

  #markAll(now: State): void {
    const source = this.marks.getSource();
    source?.clear();
    for (const code of new Set([now.hovered, ...this.#selectedCodes(now)])) {
      const feature = code === null ? undefined : this.source.of(code);
      if (feature !== undefined) source?.addFeature(feature);
    }
  }

  /** Return the selected cell, or all cells of the selected worker. */
  #selectedCodes({ selection }: State): string[] {
    if (selection?.what === "cell") return [selection.code];
    if (selection?.what !== "worker") return [];
    const led = [...this.#rows.values()].filter((row) => row.leader_code === selection.code);
    return led.map((row) => row.code);
  }

  #style(feature: FeatureLike, resolution: number): Style {
    const look = this.#look(feature);
    const theme = this.theme();
    return new Style({
      fill: new Fill({ color: look.fill }),
      stroke: new Stroke({ color: look.border, width: look.width, lineJoin: "round" }),
      text: new Text({
        text: this.#label(feature, resolution),
        font: `600 12px ${theme.font}`,
        fill: new Fill({ color: theme.text }),
        stroke: new Stroke({ color: theme.halo, width: 3 }),
        overflow: false,
      }),
    });
  }

  /** Return what fits: nothing from afar, where communities are named; near by the name and the leader. */
  #label(feature: FeatureLike, resolution: number): string {
    const name = this.nameOf(String(feature.get("code")));
    // Rings of points stand where the numbers would.
    if (resolution > RINGS_ABOVE && this.choices.now.kinds.size > 0) return "";
    if (resolution > COMMUNITY_NAMES_ABOVE) return "";
    const leader = String(feature.get("leader_name") ?? "");
    return leader !== "" && resolution < LEADER_NAMES_BELOW ? `${name}\n${leader}` : name;
  }

  #look(feature: FeatureLike): Look {
    const { heat, reach } = this.choices.now;
    const theme = this.theme();
    const shading = this.#shading;
    const row = this.#rows.get(String(feature.get("code")));
    const look =
      shading === null
        ? byWorker(Number(feature.get("hue")), theme)
        : byClass(row === undefined ? null : colourOf(shading, row), theme);
    return heat === null && reach === null ? look : { fill: "transparent", border: theme.textSecond, width: LINE_UNDER_HEAT };
  }

  #markStyle(feature: FeatureLike): Style[] {
    const theme = this.theme();
    const { now } = this.choices;
    const code = String(feature.get("code"));
    const selected = code === selectedCell(now) || now.selection?.what === "worker" && code !== now.hovered;
    const ring = (color: string, width: number): Style =>
      new Style({ stroke: new Stroke({ color, width, lineJoin: "round" }) });
    const rings = [ring(theme.halo, selected ? 6 : 4), ring(theme.accent, selected ? 3 : 2)];
    if (!selected) return rings;
    return [new Style({ fill: new Fill({ color: withOpacity(theme.accent, 0.12) }) }), ...rings];
  }
}

function byWorker(hue: number, theme: Theme): Look {
  const colour = HUES[hue];
  if (colour === undefined) return { fill: "transparent", border: theme.warning, width: LINE };
  return {
    fill: withOpacity(colour, theme.dark ? WORKER_FILL_DARK : WORKER_FILL),
    width: LINE,
    border: theme.dark ? mix(colour, "#ffffff", 0.25) : mix(colour, "#000000", 0.2),
  };
}

function byClass(colour: string | null, theme: Theme): Look {
  if (colour === null) return { fill: "transparent", border: theme.textSecond, width: LINE };
  const border = theme.dark ? "#0b0d0f" : mix(colour, "#000000", 0.35);
  return { fill: withOpacity(colour, CLASS_FILL), border, width: LINE };
}
