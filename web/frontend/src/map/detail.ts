// How finely a layer is loaded: as finely as the map can show it, and only around what is seen.

import type OlMap from "ol/Map";
import { containsExtent, type Extent, getHeight, getWidth } from "ol/extent";
import { type LayerName, mapLayer } from "../api/layers";
import type { MapLayerAnswer } from "../api/schema";
import type { Bounds } from "../api/types";
import { boundsOf, extentOf } from "./projecting";

/** From this zoom on layers come as they are stored. */
export const FULL_ZOOM = 17;
const TILE_PX = 256;
/** How much more than the window is loaded, on each side. */
const AROUND_RATIO = 0.75;

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
    this.#asked += 1;
    const asked = this.#asked;
    const bounds = onEarth(boundsOf(around(extent)));
    const layer = await mapLayer(this.name, level, bounds);
    // Meanwhile the map may have moved on.
    if (asked !== this.#asked) return;
    [this.#level, this.#extent] = [level, extentOf(bounds)];
    this.put(layer);
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

function onEarth([west, south, east, north]: Bounds): Bounds {
  return [Math.max(west, -180), Math.max(south, -90), Math.min(east, 180), Math.min(north, 90)];
}

function around([west = 0, south = 0, east = 0, north = 0]: Extent): Extent {
  const extent = [west, south, east, north];
  const [wide, high] = [getWidth(extent) * AROUND_RATIO, getHeight(extent) * AROUND_RATIO];
  return [west - wide, south - high, east + wide, north + high];
}
