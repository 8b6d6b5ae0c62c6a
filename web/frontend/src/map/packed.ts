// Packed shapes as features of the picture.

import OlFeature from "ol/Feature";
import type Geometry from "ol/geom/Geometry";
import LineString from "ol/geom/LineString";
import MultiLineString from "ol/geom/MultiLineString";
import MultiPolygon from "ol/geom/MultiPolygon";
import Polygon from "ol/geom/Polygon";
import { get as projectionOf } from "ol/proj";
import { rowsOf } from "../api/layers";
import type { MapLayerAnswer } from "../api/schema";
import { type Shapes, unpackShapes } from "../standalone/packing";
import { PICTURE } from "./projecting";

/** Return areas with their rows as properties. */
export function readAreas(layer: MapLayerAnswer): OlFeature[] {
  return read(layer, areaOf);
}

/** Return lines with their rows as properties. */
export function readLines(layer: MapLayerAnswer): OlFeature[] {
  return read(layer, lineOf);
}

function read(layer: MapLayerAnswer, make: (rings: readonly (readonly number[])[]) => Geometry): OlFeature[] {
  const shapes = unpackShapes(layer.shapes, layer.unit);
  return rowsOf<Record<string, unknown>>(layer).map((row, shape) => {
    const feature = new OlFeature(make(ringsOf(shapes, shape)));
    feature.setProperties(row, true);
    return feature;
  });
}

/** Return the rings or lines of a shape in metres of the picture. */
function ringsOf({ xy, rings, shapes }: Shapes, shape: number): number[][] {
  const [, , side = 0] = projectionOf(PICTURE)?.getExtent() ?? [];
  const found: number[][] = [];
  for (let ring = shapes[shape] ?? 0; ring < (shapes[shape + 1] ?? 0); ring += 1) {
    const places = xy.subarray((rings[ring] ?? 0) * 2, (rings[ring + 1] ?? 0) * 2);
    const flat = new Array<number>(places.length);
    for (let at = 0; at < places.length; at += 2) {
      flat[at] = ((places[at] ?? 0) * 2 - 1) * side;
      flat[at + 1] = (1 - (places[at + 1] ?? 0) * 2) * side;
    }
    found.push(flat);
  }
  return found;
}

/** Return an area: rings against the clock begin a part, the others are its holes. */
function areaOf(rings: readonly (readonly number[])[]): Geometry {
  const parts: number[][] = [];
  const flat: number[] = [];
  for (const ring of rings) {
    if (parts.length === 0 || doubleArea(ring) > 0) parts.push([]);
    for (const number of ring) flat.push(number);
    // The last place repeats the first.
    flat.push(ring[0] ?? 0, ring[1] ?? 0);
    parts.at(-1)?.push(flat.length);
  }
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? new Polygon(flat, "XY", only) : new MultiPolygon(flat, "XY", parts);
}

function lineOf(lines: readonly (readonly number[])[]): Geometry {
  if (lines.length === 1) return new LineString([...(lines[0] ?? [])], "XY");
  const flat = lines.flat();
  let at = 0;
  return new MultiLineString(flat, "XY", lines.map((line) => (at += line.length)));
}

/** Return twice the area of a ring, positive against the clock. */
function doubleArea(ring: readonly number[]): number {
  const [west = 0, south = 0] = ring;
  let sum = 0;
  for (let at = 0; at < ring.length; at += 2) {
    const next = (at + 2) % ring.length;
    const [x, y] = [(ring[at] ?? 0) - west, (ring[at + 1] ?? 0) - south];
    const [nextX, nextY] = [(ring[next] ?? 0) - west, (ring[next + 1] ?? 0) - south];
    sum += x * nextY - nextX * y;
  }
  return sum;
}
