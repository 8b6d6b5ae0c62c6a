// Layers as a map draws them: packed, and no finer than its pixels.

import { get } from "./client";
import { query } from "./points";
import type { MapLayerAnswer } from "./schema";
import type { Bounds } from "./types";

export type LayerName = "cells" | "communities" | "streets" | "buildings";

/** Return a layer at a zoom, or what of it reaches into some bounds. */
export function mapLayer(name: LayerName, zoom: number, bounds: Bounds | null = null): Promise<MapLayerAnswer> {
  const bbox = bounds === null ? null : bounds.map((side) => side.toFixed(6)).join(",");
  return get(`/layers/${name}${query({ zoom, bbox })}`);
}

/** Return the rows of a layer, one for each of its shapes. */
export function rowsOf<Row>(layer: MapLayerAnswer): Row[] {
  const names = Object.keys(layer.columns);
  const count = layer.columns[names[0] ?? ""]?.length ?? 0;
  // The tests of the API pin which columns a layer has.
  return Array.from({ length: count }, (_, row) => Object.fromEntries(names.map((name) => [name, layer.columns[name]?.[row]])) as Row);
}
