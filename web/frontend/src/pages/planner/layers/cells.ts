// The cells of the draft: fill, border, label; the marks of those selected and pointed at.

import Feature, { type FeatureLike } from "ol/Feature";
import type { Coordinate } from "ol/coordinate";
import type { Extent } from "ol/extent";
import type MultiPolygon from "ol/geom/MultiPolygon";
import Point from "ol/geom/Point";
import VectorLayer from "ol/layer/Vector";
import VectorSource from "ol/source/Vector";
import Fill from "ol/style/Fill";
import Icon from "ol/style/Icon";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import Text from "ol/style/Text";
import { RestingLayer } from "../../../map/resting-layer";
import { withOpacity } from "../../../shared/scales";
import type { Theme } from "../../../standalone/theme";
import { type DraftCell, meanLoad } from "../model";
import { type Bench, shownCells, type State } from "../state";
import { drawn, labelPlace } from "./geometry";
import { workerHues } from "./hues";
import { lookOf, type Measures, roundBounds } from "./looks";

const NUMBERS_ABOVE = 3.5;
const LEADERS_BELOW = 2;

type NameOf = (cell: DraftCell) => string;

interface Kept {
  cell: DraftCell;
  readonly feature: Feature<MultiPolygon>;
  readonly label: Feature<Point>;
  /** Whether a gesture is changing it: such cells are drawn apart, so that the others rest. */
  lively: boolean;
  /** Whether the label has still to follow the cell. */
  misplaced: boolean;
}

export class CellLayers {
  readonly fills: VectorLayer;
  readonly lively: VectorLayer;
  readonly marks: VectorLayer;
  readonly labels: VectorLayer;
  readonly #source = new VectorSource();
  readonly #moving = new VectorSource();
  readonly #marked = new VectorSource();
  readonly #named = new VectorSource();
  readonly #kept = new Map<string, Kept>();
  #led = "";
  #measures: Measures = { hueOf: new Map(), mean: null, loadBounds: [] };

  constructor(
    readonly bench: Bench,
    readonly theme: () => Theme,
    readonly nameOf: NameOf,
  ) {
    this.fills = new VectorLayer({ source: this.#source, style: (one) => this.#fill(one) });
    this.lively = new VectorLayer({ source: this.#moving, style: (one) => this.#fill(one) });
    this.marks = new VectorLayer({ source: this.#marked, style: (one) => this.#mark(one) });
    this.labels = new RestingLayer({
      className: "cell-labels",
      source: this.#named,
      declutter: true,
      style: (one, resolution) => this.#label(one, resolution),
    });
  }

  get measures(): Measures {
    return this.#measures;
  }

  /** Return the code of the cell at a place of the picture. */
  codeAt(place: Coordinate): string | null {
    const found = [this.#source, this.#moving].flatMap((one) => one.getFeaturesAtCoordinate(place))[0];
    return found === undefined ? null : String(found.get("code"));
  }

  extentOf(code: string): Extent | null {
    return this.#kept.get(code)?.feature.getGeometry()?.getExtent() ?? null;
  }

  extent(): Extent {
    return this.#source.getExtent() ?? [];
  }

  update(now: State, before: State): void {
    const cells = shownCells(now);
    const redrawn = cells !== shownCells(before) || this.#kept.size !== cells.size;
    if (redrawn) this.#put(cells, now.preview === null ? null : (now.draft?.cells ?? null));
    if (redrawn && now.preview === null) this.fills.changed();
    if (now.fill !== before.fill) this.fills.changed();
    if (redrawn || now.selected !== before.selected || now.hovered !== before.hovered) this.#markAnew(now);
    if ((redrawn && now.preview === null) || now.workers !== before.workers) this.labels.changed();
  }

  #put(cells: ReadonlyMap<string, DraftCell>, resting: ReadonlyMap<string, DraftCell> | null): void {
    for (const cell of cells.values()) {
      const known = this.#kept.get(cell.code);
      // A gesture changes a few of thousands of cells: nothing else is asked of the others.
      if (known?.cell === cell && !known.lively && !known.misplaced) continue;
      const kept = known ?? this.#add(cell);
      const moved = kept.cell.shape !== cell.shape;
      kept.cell = cell;
      if (moved) kept.feature.setGeometry(drawn(cell.shape));
      kept.misplaced ||= moved;
      if (kept.misplaced && resting === null) this.#placeLabel(kept);
      this.#enliven(kept, resting !== null && resting.get(cell.code) !== cell);
    }
    if (this.#kept.size > cells.size) this.#dropAllBut(cells);
    // While something is dragged the classes stay as they are, so that colours do not flicker.
    if (resting === null) this.#measure(cells);
  }

  #placeLabel(kept: Kept): void {
    const shape = kept.feature.getGeometry();
    if (shape !== undefined) kept.label.setGeometry(new Point(labelPlace(shape)));
    kept.misplaced = false;
  }

  #dropAllBut(cells: ReadonlyMap<string, DraftCell>): void {
    for (const [code, kept] of this.#kept) {
      if (cells.has(code)) continue;
      (kept.lively ? this.#moving : this.#source).removeFeature(kept.feature);
      this.#named.removeFeature(kept.label);
      this.#kept.delete(code);
    }
  }

  #enliven(kept: Kept, lively: boolean): void {
    if (kept.lively === lively) return;
    const [from, to] = lively ? [this.#source, this.#moving] : [this.#moving, this.#source];
    from.removeFeature(kept.feature);
    to.addFeature(kept.feature);
    kept.lively = lively;
  }

  #add(cell: DraftCell): Kept {
    const shape = drawn(cell.shape);
    const feature = new Feature({ geometry: shape, code: cell.code });
    const label = new Feature({ geometry: new Point(labelPlace(shape)), code: cell.code });
    const kept = { cell, feature, label, lively: false, misplaced: false };
    this.#kept.set(cell.code, kept);
    this.#source.addFeature(feature);
    this.#named.addFeature(label);
    return kept;
  }

  #measure(cells: ReadonlyMap<string, DraftCell>): void {
    const loads = [...cells.values()].flatMap((cell) => (cell.load === null ? [] : [cell.load]));
    const led = [...cells.values()].map((cell) => `${cell.code} ${cell.worker ?? ""}`).join();
    // A moved border seldom makes new neighbours, and colours that stay are easier to follow.
    const hueOf = led === this.#led ? this.#measures.hueOf : workerHues(cells);
    this.#led = led;
    this.#measures = {
      hueOf,
      mean: meanLoad(cells.values()),
      loadBounds: roundBounds(loads),
    };
  }

  #cellOf(feature: FeatureLike): DraftCell | undefined {
    return this.#kept.get(String(feature.get("code")))?.cell;
  }

  #fill(feature: FeatureLike): Style[] | undefined {
    const cell = this.#cellOf(feature);
    if (cell === undefined) return undefined;
    const look = lookOf(cell, this.bench.now.fill, this.#measures, this.theme());
    const line = (color: string, width: number): Stroke => new Stroke({ color, width, lineJoin: "round" });
    const fill = new Fill({ color: look.fill });
    if (!cell.locked) return [new Style({ fill, stroke: line(look.border, 1.5) })];
    // A double line: what is locked stays as it is.
    return [new Style({ fill, stroke: line(look.border, 6) }), new Style({ stroke: line(this.theme().halo, 2.5) })];
  }

  #label(feature: FeatureLike, resolution: number): Style[] | undefined {
    const cell = this.#cellOf(feature);
    if (cell === undefined) return undefined;
    const theme = this.theme();
    const text = new Text({
      text: this.#words(cell, resolution),
      font: `600 12px ${theme.font}`,
      fill: new Fill({ color: theme.text }),
      stroke: new Stroke({ color: theme.halo, width: 3 }),
    });
    if (!cell.locked) return [new Style({ text })];
    const lock = lockPicture(theme.text, theme.halo);
    return [new Style({ text, image: new Icon({ img: lock, displacement: [0, 18], scale: 16 / lock.width }) })];
  }

  #words(cell: DraftCell, resolution: number): string {
    const name = this.nameOf(cell);
    if (resolution > NUMBERS_ABOVE) return name.match(/\d+$/)?.[0] ?? name;
    const worker = cell.worker === null ? undefined : this.bench.now.workers.get(cell.worker);
    return worker !== undefined && resolution < LEADERS_BELOW ? `${name}\n${worker.name}` : name;
  }

  #markAnew(now: State): void {
    this.#marked.clear();
    for (const code of new Set([now.hovered, ...now.selected])) {
      const kept = code === null ? undefined : this.#kept.get(code);
      if (kept !== undefined) this.#marked.addFeature(kept.feature);
    }
  }

  #mark(feature: FeatureLike): Style[] {
    const theme = this.theme();
    const selected = this.bench.now.selected.includes(String(feature.get("code")));
    const ring = (color: string, width: number): Style =>
      new Style({ stroke: new Stroke({ color, width, lineJoin: "round" }) });
    const rings = [ring(theme.halo, selected ? 6 : 4), ring(theme.accent, selected ? 3 : 2)];
    if (!selected) return rings;
    return [new Style({ fill: new Fill({ color: withOpacity(theme.accent, 0.14) }) }), ...rings];
  }
}

/** Return a small lock with a halo. */
function lockPicture(colour: string, halo: string): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 32;
  const pen = canvas.getContext("2d");
  if (pen === null) return canvas;
  for (const [ink, width] of [[halo, 8], [colour, 4]] as const) {
    pen.strokeStyle = pen.fillStyle = ink;
    pen.lineWidth = width;
    pen.beginPath();
    pen.arc(16, 13, 6, Math.PI, 0);
    pen.stroke();
    const room = (width - 4) / 2;
    pen.fillRect(7 - room, 13 - room, 18 + 2 * room, 13 + 2 * room);
  }
  return canvas;
}
