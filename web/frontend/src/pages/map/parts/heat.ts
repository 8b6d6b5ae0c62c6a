// Keeps the density in step with the choices, and reads its value at a place.

import type { Coordinate } from "ol/coordinate";
import { Refusal } from "../../../api/client";
import { type Band, type DensityFrames, type HeatWish } from "../../../api/densities";
import { mapApi } from "../../../api/map";
import type { Density } from "../../../api/types";
import { toLonLat } from "../../../map/projecting";
import type { Kind } from "../../../shared/symbols";
import type { Legends } from "../panels/legends";
import type { Choices, State } from "../state";
import type { MapView } from "../view";
import { limitsOf, sameLimits } from "./limits";

const VALUE_AFTER_MS = 120;
const NOT_FOUND = 404;

export class HeatPart {
  #asked = 0;
  #read = 0;
  #timer = 0;
  #wish: { readonly kind: Kind; readonly wish: HeatWish } | null = null;

  constructor(
    readonly choices: Choices,
    readonly map: MapView,
    readonly legends: Legends,
    readonly failed: (error: unknown) => void,
  ) {
    choices.follow((now, before) => {
      const first = now === before && now.heat !== null;
      if (first || changes(now, before)) void this.load();
    });
  }

  async load(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const { now } = this.choices;
    const kind = now.heat;
    if (kind === null) {
      this.#clear();
      this.legends.showDensity(null);
      return;
    }
    this.legends.awaitDensity();
    const wish = { ...limitsOf(now, kind), radius_m: now.radius_m, frame: null };
    try {
      const density = await mapApi.density.show(kind, wish, now.hotspots);
      if (asked !== this.#asked) return;
      this.#wish = { kind, wish };
      this.legends.showDensity({ kind, density });
      await this.map.heat.show(density);
    } catch (error) {
      if (asked !== this.#asked) return;
      this.#clear();
      const nothing = error instanceof Refusal && error.status === NOT_FOUND;
      if (nothing) this.legends.showNothing();
      else {
        this.legends.showDensity(null);
        this.failed(error);
      }
    }
  }

  /** Say how dense it is under the pointer, or nowhere. */
  point(place: Coordinate | null): void {
    window.clearTimeout(this.#timer);
    if (this.#wish === null) return;
    if (place === null) this.legends.showValue(null, "pointer");
    else this.#timer = window.setTimeout(() => void this.#say(place, "pointer"), VALUE_AFTER_MS);
  }

  /** Say how dense it is in the middle of the map. */
  readCentre(): void {
    if (this.#wish !== null) void this.#say(this.map.centre, "centre");
  }

  /** Load the density of each hour, weekday or month. */
  async frames(band: Band): Promise<DensityFrames | null> {
    const { now } = this.choices;
    if (now.heat === null) return null;
    return mapApi.density.frames(now.heat, { ...limitsOf(now, now.heat), radius_m: now.radius_m, frame: null }, band);
  }

  /** Show one frame in the place of the density of all. */
  async showFrame(frames: DensityFrames, at: number): Promise<void> {
    const image = frames.images[at];
    if (image === undefined) return;
    const { corners, bounds, bandwidth_m, unit } = frames;
    const density: Density = { corners, bounds, bandwidth_m, unit, count: frames.counts[at] ?? 0, image, hotspots: null };
    if (this.choices.now.heat !== null) this.legends.showDensity({ kind: this.choices.now.heat, density });
    await this.map.heat.show(density);
  }

  #clear(): void {
    this.#wish = null;
    this.map.heat.hide();
  }

  async #say(place: Coordinate, where: "pointer" | "centre"): Promise<void> {
    const asked = this.#wish;
    this.#read += 1;
    const read = this.#read;
    if (asked === null) return;
    try {
      const [lon, lat] = toLonLat(place);
      const { value } = await mapApi.density.at(asked.kind, asked.wish, lon, lat);
      if (read === this.#read && asked === this.#wish) this.legends.showValue(value, where);
    } catch (error) {
      if (where === "centre") this.failed(error);
    }
  }
}

function changes(now: State, before: State): boolean {
  const other = now.heat !== before.heat || (now.heat !== null && now.radius_m !== before.radius_m);
  return other || (now.heat !== null && (now.hotspots !== before.hotspots || !sameLimits(now, before)));
}
