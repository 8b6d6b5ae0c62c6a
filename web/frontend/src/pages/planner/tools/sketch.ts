// Drawing a line or an area by hand over the map: rubber band, Escape takes back the last corner.

import Draw from "ol/interaction/Draw";
import type { Coordinate } from "ol/coordinate";
import LineString from "ol/geom/LineString";
import Polygon from "ol/geom/Polygon";
import VectorLayer from "ol/layer/Vector";
import VectorSource from "ol/source/Vector";
import CircleStyle from "ol/style/Circle";
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import { createBox } from "ol/interaction/Draw";
import { withOpacity } from "../../../shared/scales";
import type { Theme } from "../../../standalone/theme";
import type { BenchMap } from "../view";

export type Drawn = "line" | "area" | "lasso" | "rectangle";

/** What a sketch is drawn in; it is taken away when the tool is put down. */
export class Sketch {
  readonly layer: VectorLayer;
  #draw: Draw | null = null;

  constructor(
    readonly view: BenchMap,
    readonly done: (corners: Coordinate[]) => void,
  ) {
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
      const shape = feature.getGeometry();
      if (shape instanceof LineString) this.done(shape.getCoordinates());
      else if (shape instanceof Polygon) this.done(shape.getCoordinates()[0] ?? []);
    });
    this.view.letDrag(form === "line" || form === "area");
    this.view.add(this.layer, [this.#draw]);
  }

  stop(): void {
    if (this.#draw === null) return;
    this.view.remove(this.layer, [this.#draw]);
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
