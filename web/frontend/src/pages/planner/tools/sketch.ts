// Drawing a line or an area by hand over the map: rubber band, Escape takes back the last corner.

import Draw from "ol/interaction/Draw";
import type { Coordinate } from "ol/coordinate";
import type Geometry from "ol/geom/Geometry";
import LineString from "ol/geom/LineString";
import Polygon from "ol/geom/Polygon";
import VectorLayer from "ol/layer/Vector";
import VectorSource from "ol/source/Vector";
import CircleStyle from "ol/style/Circle";
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import { createBox } from "ol/interaction/Draw";
import type { Coverage } from "../../../engine/coverage";
import { withOpacity } from "../../../shared/scales";
import type { Theme } from "../../../standalone/theme";
import type { Follower } from "../drawing/glimpse";
import { Snapping } from "../drawing/snapping";
import type { BenchMap } from "../view";

export type Drawn = "line" | "area" | "lasso" | "rectangle";

/** What a sketch is drawn in; it is taken away when the tool is put down. */
export class Sketch {
  readonly layer: VectorLayer;
  readonly #snapping: Snapping;
  #draw: Draw | null = null;

  constructor(
    readonly view: BenchMap,
    readonly done: (corners: Coordinate[]) => void,
    /** Told of the sketch while it grows. */
    readonly follower: Follower | null = null,
    /** The borders that the pointer keeps to; none lets it go freely. */
    guides: () => Coverage | null = () => null,
  ) {
    this.#snapping = new Snapping(guides);
    this.layer = new VectorLayer({ source: new VectorSource() });
  }

  start(form: Drawn): void {
    this.stop();
    const theme = this.view.theme;
    this.#draw = new Draw({
      type: form === "line" ? "LineString" : form === "rectangle" ? "Circle" : "Polygon",
      freehand: form === "lasso",
      ...(form === "rectangle" ? { geometryFunction: createBox(), freehand: true } : {}),
      style: sketchStyle(theme),
      stopClick: true,
    });
    this.#draw.on("drawend", ({ feature }) => {
      this.follower?.done();
      this.done(cornersOf(feature.getGeometry()));
    });
    this.#draw.on("drawabort", () => this.follower?.gone());
    this.#draw.on("drawstart", ({ feature }) => {
      feature.getGeometry()?.on("change", ({ target }) => this.follower?.moved(cornersOf(target as Geometry)));
    });
    this.view.letDrag(form === "line" || form === "area");
    // The interaction that came last is asked first: it moves the pointer for the one before it.
    this.view.add([this.layer], form === "line" || form === "area" ? [this.#draw, this.#snapping] : [this.#draw]);
  }

  stop(): void {
    if (this.#draw === null) return;
    this.view.remove([this.layer], [this.#draw, this.#snapping]);
    this.view.letDrag(true);
    this.#draw = null;
  }

  /** Take back the last corner, or the whole sketch. */
  takeBack(whole: boolean): void {
    if (whole) this.#draw?.abortDrawing();
    else this.#draw?.removeLastPoint();
  }

  finish(): void {
    this.#draw?.finishDrawing();
  }
}

function cornersOf(shape: Geometry | undefined): Coordinate[] {
  if (shape instanceof LineString) return shape.getCoordinates();
  return shape instanceof Polygon ? (shape.getCoordinates()[0] ?? []) : [];
}

function sketchStyle(theme: Theme): Style[] {
  return [
    new Style({ stroke: new Stroke({ color: theme.halo, width: 6 }) }),
    new Style({
      stroke: new Stroke({ color: theme.accent, width: 2.5, lineDash: [8, 4] }),
      fill: new Fill({ color: withOpacity(theme.accent, 0.12) }),
      image: new CircleStyle({ radius: 5, fill: new Fill({ color: theme.accent }), stroke: new Stroke({ color: theme.halo, width: 2 }) }),
    }),
  ];
}
