// How finely a layer is loaded: as finely as the map can show it, and only around what is seen.

import type OlMap from "ol/Map";
import { containsExtent, type Extent } from "ol/extent";
import { type LayerName, mapLayer } from "../api/layers";
import type { MapLayerAnswer } from "../api/schema";
import type { Bounds } from "../api/types";
import { boundsOf, extentOf } from "./projecting";

/** From this zoom on layers come as they are stored. */
export const FULL_ZOOM = 17;
const TILE_PX = 256;
/** How much more than the window is loaded, on each side. */
const AROUND_RATIO = 0.5;

/** Return the zoom as layers have it. */
export function levelOf(zoom: number): number {
  return Math.min(Math.max(Math.ceil(zoom), 0), FULL_ZOOM);
}

/** Return the level at which some bounds fit into a width. */
export function levelOfBounds([west, , east]: Bounds, width_px: number): number {
  return levelOf(Math.log2((width_px * 360) / (TILE_PX * Math.max(east - west, 1e-6))));
}

export class Detail {
  #level = -1;
  #extent: Extent = [];
  #asked = 0;
  #coming: Promise<unknown> = Promise.resolve();

  constructor(
    readonly name: LayerName,
    /** Down to this level all is known. */
    readonly whole: number,
    readonly put: (layer: MapLayerAnswer) => void,
  ) {}

  /** Load what is seen, unless as much is known. */
  async meet(extent: Extent, zoom: number): Promise<void> {
    const level = levelOf(zoom);
    if (level <= this.whole || (level <= this.#level && containsExtent(this.#extent, extent))) return;
    const loading = this.#load(extent, level);
    this.#coming = loading.catch(() => null);
    await loading;
  }

  /** Return once what was asked for last has come, or has failed. */
  async arrived(): Promise<void> {
    await this.#coming;
  }

  async #load(extent: Extent, level: number): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const bounds = roomy(boundsOf(extent), level);
    // Known as soon as it is asked for: what is on its way is not asked for twice.
    [this.#level, this.#extent] = [level, extentOf(bounds)];
    try {
      const layer = await mapLayer(this.name, level, bounds);
      // Meanwhile the map may have moved on.
      if (asked === this.#asked) this.put(layer);
    } catch (error) {
      if (asked === this.#asked) this.#level = -1;
      throw error;
    }
  }
}

/** Load parts as a map comes to show them. */
export async function loadOnMove(map: OlMap, parts: readonly Detail[], failed: (error: unknown) => void): Promise<void> {
  const load = async (): Promise<void> => {
    const view = map.getView();
    if (view.getCenter() === undefined) return;
    const extent = view.calculateExtent(map.getSize());
    const zoom = view.getZoom() ?? 0;
    try {
      await Promise.all(parts.map((part) => part.meet(extent, zoom)));
    } catch (error) {
      failed(error);
    }
  };
  map.on("moveend", () => void load());
  await load();
}

/**
 * Return bounds with room around them, on whole tiles: who comes back asks for the same part again,
 * which browser and service still have.
 */
function roomy([west, south, east, north]: Bounds, level: number): Bounds {
  const tile = 360 / 2 ** level;
  const [wide, high] = [(east - west) * AROUND_RATIO, (north - south) * AROUND_RATIO];
  const down = (side: number): number => Math.floor(side / tile) * tile;
  const up = (side: number): number => Math.ceil(side / tile) * tile;
  return [
    Math.max(down(west - wide), -180),
    Math.max(down(south - high), -90),
    Math.min(up(east + wide), 180),
    Math.min(up(north + high), 90),
  ];
}
