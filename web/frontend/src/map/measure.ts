// Measuring lengths and areas: click by click, or with Enter at the cross in the middle of the map.

import Feature from "ol/Feature";
import type { Coordinate } from "ol/coordinate";
import LineString from "ol/geom/LineString";
import Point from "ol/geom/Point";
import Polygon from "ol/geom/Polygon";
import VectorLayer from "ol/layer/Vector";
import VectorSource from "ol/source/Vector";
import CircleStyle from "ol/style/Circle";
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import { withOpacity } from "../shared/scales";
import type { Theme } from "../standalone/theme";
import { area_m2, length_m, type LonLat } from "./metres";
import { toLonLat } from "./projecting";
import type { MapTool } from "./tool";

export type Measuring = "length" | "area";

/** What has been measured so far. */
export interface Measured {
  readonly places: number;
  readonly length_m: number;
  readonly area_m2: number;
}

export class MeasureTool implements MapTool {
  readonly layer: VectorLayer;
  readonly cursor = "crosshair";
  readonly #source = new VectorSource();
  #places: Coordinate[] = [];
  #loose: Coordinate | null = null;
  #ended = false;

  constructor(
    readonly what: Measuring,
    readonly theme: () => Theme,
    readonly told: (measured: Measured) => void,
  ) {
    this.layer = new VectorLayer({ source: this.#source, style: (one) => this.#style(one.getGeometry()?.getType()) });
  }

  click(place: Coordinate): void {
    if (this.#ended) this.#clear();
    this.#places.push(place);
    this.#loose = null;
    this.#draw();
  }

  hover(place: Coordinate): void {
    if (this.#ended || this.#places.length === 0) return;
    this.#loose = place;
    this.#draw();
  }

  /** End the line; the next click begins another. */
  twice(): void {
    this.#loose = null;
    this.#ended = true;
    this.#draw();
  }

  key(event: KeyboardEvent, centre: Coordinate): boolean {
    if (event.key === "Enter" || event.key === " ") this.click(centre);
    else if (event.key === "Backspace") this.#back();
    else return false;
    return true;
  }

  end(): void {
    this.#clear();
    this.#draw();
  }

  #back(): void {
    this.#places.pop();
    this.#ended = false;
    this.#draw();
  }

  #clear(): void {
    this.#places = [];
    this.#loose = null;
    this.#ended = false;
  }

  #draw(): void {
    const shown = this.#loose === null ? this.#places : [...this.#places, this.#loose];
    const closed = this.what === "area" && shown.length > 2;
    this.#source.clear();
    if (closed) this.#source.addFeature(new Feature(new Polygon([[...shown, shown[0] ?? []]])));
    else if (shown.length > 1) this.#source.addFeature(new Feature(new LineString(shown)));
    for (const place of this.#places) this.#source.addFeature(new Feature(new Point(place)));
    const lonlat = shown.map((place): LonLat => toLonLat(place));
    const ring = closed && lonlat[0] !== undefined ? [...lonlat, lonlat[0]] : lonlat;
    this.told({
      places: this.#places.length,
      length_m: length_m(ring),
      area_m2: closed ? area_m2(lonlat) : 0,
    });
  }

  #style(type: string | undefined): Style[] {
    const { accent, halo } = this.theme();
    if (type === "Point") {
      const fill = new Fill({ color: halo });
      const image = new CircleStyle({ radius: 4, fill, stroke: new Stroke({ color: accent, width: 2 }) });
      return [new Style({ image })];
    }
    const line = (color: string, width: number): Style => new Style({ stroke: new Stroke({ color, width }) });
    const fill = new Style({ fill: new Fill({ color: withOpacity(accent, 0.12) }) });
    return [fill, line(halo, 5), line(accent, 2)];
  }
}
