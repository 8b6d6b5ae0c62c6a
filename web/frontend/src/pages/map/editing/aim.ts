// The direction, angle and range of a camera: a wedge with three handles, and inside it what the
// buildings let the camera see.

import Feature, { type FeatureLike } from "ol/Feature";
import type { Coordinate } from "ol/coordinate";
import LineString from "ol/geom/LineString";
import Point from "ol/geom/Point";
import Polygon from "ol/geom/Polygon";
import type { Pixel } from "ol/pixel";
import CircleStyle from "ol/style/Circle";
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import { ahead, azimuthTo_deg, distance_m, type LonLat } from "../../../map/metres";
import { toPicture } from "../../../map/projecting";
import { KIND_COLOURS } from "../../../shared/symbols";
import { withOpacity } from "../../../shared/scales";
import type { Theme } from "../../../standalone/theme";
import { near } from "./marker";

const ARC_STEP_DEG = 4;
const FULL_DEG = 360;
const LEAST_ANGLE_DEG = 5;
const LEAST_RANGE_M = 5;
const MOST_RANGE_M = 1000;

/** Direction clockwise from north (null: all around), angle of view, and range. */
export interface Aiming {
  readonly azimuth_deg: number | null;
  readonly angle_deg: number;
  readonly range_m: number;
}

type Handle = "range" | "angle";

export class Aim {
  #aiming: Aiming;
  #grabbed: Handle | null = null;
  #seen: Feature | null = null;

  constructor(
    first: Aiming,
    readonly changed: (aiming: Aiming) => void,
  ) {
    this.#aiming = first;
  }

  get aiming(): Aiming {
    return this.#aiming;
  }

  set(aiming: Aiming): void {
    this.#aiming = aiming;
  }

  /** Show what the camera sees, in the metres of the picture; null while nothing is known. */
  show(seen: Feature | null): void {
    seen?.set("part", "seen");
    this.#seen = seen;
  }

  features(place: LonLat): Feature[] {
    const made = [this.#wedge(place), ...(this.#seen === null ? [] : [this.#seen])];
    const handles = this.#handles(place).map(([, at]) => {
      const feature = new Feature(new Point(at));
      feature.set("part", "handle");
      return feature;
    });
    const lines = this.#handles(place).map(([, at]) => {
      const feature = new Feature(new LineString([toPicture(...place), at]));
      feature.set("part", "line");
      return feature;
    });
    return [...made, ...lines, ...handles];
  }

  style(feature: FeatureLike, theme: Theme): Style[] {
    const part: unknown = feature.get("part");
    const colour = KIND_COLOURS.camera;
    if (part === "handle") {
      const fill = new Fill({ color: theme.halo });
      return [new Style({ image: new CircleStyle({ radius: 7, fill, stroke: new Stroke({ color: theme.accent, width: 3 }) }) })];
    }
    if (part === "line") return [new Style({ stroke: new Stroke({ color: theme.accent, width: 1, lineDash: [4, 4] }) })];
    if (part === "seen") {
      return [new Style({ fill: new Fill({ color: withOpacity(colour, 0.35) }), stroke: new Stroke({ color: colour, width: 1 }) })];
    }
    return [
      new Style({
        fill: new Fill({ color: withOpacity(colour, 0.1) }),
        stroke: new Stroke({ color: colour, width: 1.5, lineDash: [6, 4] }),
      }),
    ];
  }

  grab(place: LonLat, pixel: Pixel, pixelOf: (place: Coordinate) => Pixel | null): boolean {
    const met = this.#handles(place).find(([, at]) => near(pixel, pixelOf(at)));
    this.#grabbed = met?.[0] ?? null;
    return met !== undefined;
  }

  drag(place: LonLat, to: LonLat): void {
    const azimuth = Math.round(azimuthTo_deg(place, to)) % FULL_DEG;
    const { azimuth_deg, angle_deg } = this.#aiming;
    if (this.#grabbed === "range") {
      const metres = Math.round(distance_m(place, to));
      const range_m = Math.min(MOST_RANGE_M, Math.max(LEAST_RANGE_M, metres));
      this.#aiming = { azimuth_deg: azimuth_deg === null ? null : azimuth, angle_deg, range_m };
    } else if (azimuth_deg !== null) {
      const turn = Math.abs(((azimuth - azimuth_deg + 540) % FULL_DEG) - 180);
      const angle = Math.min(FULL_DEG, Math.max(LEAST_ANGLE_DEG, Math.round(2 * turn)));
      this.#aiming = { ...this.#aiming, angle_deg: angle };
    }
    this.#seen = null;
    this.changed(this.#aiming);
  }

  drop(): void {
    this.#grabbed = null;
  }

  #handles(place: LonLat): [Handle, Coordinate][] {
    const { azimuth_deg, angle_deg, range_m } = this.#aiming;
    const at = (turn: number, share: number): Coordinate => toPicture(...ahead(place, turn, range_m * share));
    if (azimuth_deg === null || angle_deg >= FULL_DEG) return [["range", at(azimuth_deg ?? 90, 1)]];
    return [
      ["range", at(azimuth_deg, 1)],
      ["angle", at(azimuth_deg - angle_deg / 2, 0.8)],
      ["angle", at(azimuth_deg + angle_deg / 2, 0.8)],
    ];
  }

  #wedge(place: LonLat): Feature {
    const { azimuth_deg, angle_deg, range_m } = this.#aiming;
    const whole = azimuth_deg === null || angle_deg >= FULL_DEG;
    const [from, turn] = whole ? [0, FULL_DEG] : [azimuth_deg - angle_deg / 2, angle_deg];
    const steps = Math.max(2, Math.ceil(turn / ARC_STEP_DEG));
    const arc = Array.from({ length: steps + 1 }, (_, i) =>
      toPicture(...ahead(place, from + (turn * i) / steps, range_m)),
    );
    const centre = toPicture(...place);
    const ring = whole ? arc : [centre, ...arc, centre];
    const feature = new Feature(new Polygon([ring]));
    feature.set("part", "wedge");
    return feature;
  }
}
