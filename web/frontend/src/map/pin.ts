// A pin at a place that is no point of ours, such as coordinates that were looked for.

import Feature from "ol/Feature";
import Point from "ol/geom/Point";
import VectorLayer from "ol/layer/Vector";
import VectorSource from "ol/source/Vector";
import CircleStyle from "ol/style/Circle";
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import type { Theme } from "../standalone/theme";
import { toPicture } from "./projecting";

export class Pin {
  readonly layer: VectorLayer;
  readonly #source = new VectorSource();

  constructor(readonly theme: () => Theme) {
    this.layer = new VectorLayer({ source: this.#source, style: () => this.#style() });
  }

  put(lon: number, lat: number): void {
    this.#source.clear();
    this.#source.addFeature(new Feature(new Point(toPicture(lon, lat))));
  }

  clear(): void {
    this.#source.clear();
  }

  #style(): Style[] {
    const { accent, halo } = this.theme();
    const ring = (radius: number, color: string, width: number): Style =>
      new Style({ image: new CircleStyle({ radius, stroke: new Stroke({ color, width }) }) });
    const dot = new CircleStyle({ radius: 4, fill: new Fill({ color: accent }), stroke: new Stroke({ color: halo, width: 2 }) });
    return [ring(12, halo, 5), ring(12, accent, 3), new Style({ image: dot })];
  }
}
