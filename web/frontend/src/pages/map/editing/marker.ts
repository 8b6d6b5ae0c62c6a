// The mark of a place that is being chosen: set by a click or Enter, dragged, moved by arrow keys.

import Feature from "ol/Feature";
import type { Coordinate } from "ol/coordinate";
import Point from "ol/geom/Point";
import VectorLayer from "ol/layer/Vector";
import type { Pixel } from "ol/pixel";
import VectorSource from "ol/source/Vector";
import CircleStyle from "ol/style/Circle";
import Fill from "ol/style/Fill";
import Icon from "ol/style/Icon";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import { type LonLat, moved } from "../../../map/metres";
import { toLonLat, toPicture } from "../../../map/projecting";
import type { MapTool } from "../../../map/tool";
import { type Kind, symbolPicture } from "../../../shared/symbols";
import { withOpacity } from "../../../shared/scales";
import type { Theme } from "../../../standalone/theme";
import type { Aim } from "./aim";

const GRAB_PX = 22;
const STEP_M = 1;
const LONG_STEP_M = 10;
const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
};

export interface MarkerNeeds {
  readonly theme: () => Theme;
  pixelOf(place: Coordinate): Pixel | null;
  /** Called whenever the place has changed. */
  moved(place: LonLat): void;
}

export class MarkerTool implements MapTool {
  readonly layer: VectorLayer;
  readonly cursor = "crosshair";
  readonly #source = new VectorSource();
  #place: LonLat | null;
  #grabbed: "mark" | "aim" | null = null;

  constructor(
    readonly kind: Kind,
    place: LonLat | null,
    readonly needs: MarkerNeeds,
    /** Direction and range of a camera, with handles of their own. */
    readonly aim: Aim | null = null,
  ) {
    this.#place = place;
    this.layer = new VectorLayer({
      source: this.#source,
      style: (feature) => (feature.get("part") === "mark" ? this.#markStyle() : (aim?.style(feature, needs.theme()) ?? [])),
      zIndex: 10,
    });
    this.draw();
  }

  get place(): LonLat | null {
    return this.#place;
  }

  put(place: LonLat): void {
    this.#place = place;
    this.draw();
    this.needs.moved(place);
  }

  click(place: Coordinate): void {
    this.put(toLonLat(place));
  }

  grab(pixel: Pixel, place: Coordinate): boolean {
    if (this.#place === null) return false;
    if (this.aim?.grab(this.#place, pixel, (one) => this.needs.pixelOf(one)) === true) this.#grabbed = "aim";
    else if (near(pixel, this.needs.pixelOf(toPicture(...this.#place)))) this.#grabbed = "mark";
    void place;
    return this.#grabbed !== null;
  }

  drag(place: Coordinate): void {
    if (this.#grabbed === "mark") this.put(toLonLat(place));
    else if (this.#grabbed === "aim" && this.#place !== null) {
      this.aim?.drag(this.#place, toLonLat(place));
      this.draw();
    }
  }

  drop(): void {
    this.#grabbed = null;
    this.aim?.drop();
  }

  key(event: KeyboardEvent, centre: Coordinate): boolean {
    if (event.key === "Enter") {
      this.put(toLonLat(centre));
      return true;
    }
    const step = STEPS[event.key];
    // Without a mark, arrow keys still move the map.
    if (step === undefined || this.#place === null) return false;
    const metres = event.shiftKey ? LONG_STEP_M : STEP_M;
    this.put(moved(this.#place, step[0] * metres, step[1] * metres));
    return true;
  }

  end(): void {
    this.#source.clear();
  }

  draw(): void {
    this.#source.clear();
    if (this.#place === null) return;
    if (this.aim !== null) this.#source.addFeatures(this.aim.features(this.#place));
    const mark = new Feature(new Point(toPicture(...this.#place)));
    mark.set("part", "mark");
    this.#source.addFeature(mark);
  }

  #markStyle(): Style[] {
    const { accent } = this.needs.theme();
    const canvas = symbolPicture(this.kind, 22);
    const ring = new CircleStyle({
      radius: 18,
      fill: new Fill({ color: withOpacity(accent, 0.15) }),
      stroke: new Stroke({ color: accent, width: 2 }),
    });
    return [new Style({ image: ring }), new Style({ image: new Icon({ img: canvas, scale: 22 / canvas.width }) })];
  }
}

/** Return whether a pixel lies under a finger's width of another. */
export function near(pixel: Pixel, other: Pixel | null): boolean {
  if (other === null) return false;
  return Math.hypot((pixel[0] ?? 0) - (other[0] ?? 0), (pixel[1] ?? 0) - (other[1] ?? 0)) <= GRAB_PX;
}
