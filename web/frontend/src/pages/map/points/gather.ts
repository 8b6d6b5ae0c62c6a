// Points that would lie upon one another become one ring, by squares that stay where they are when
// the map is moved.

import type { Extent } from "ol/extent";
import type { Cloud } from "./cloud";

/** What is drawn at one place: one point (`row`), or many. */
export interface Gathered {
  x: number;
  y: number;
  count: number;
  /** The only point, or the first of many. */
  row: number;
  /** How many there are of each group. */
  readonly groups: Uint32Array;
  /** Where all of them lie. */
  readonly square: Extent;
}

/** Return an extent widened to whole squares. */
export function wholeSquares(extent: Extent, side: number): Extent {
  const [west = 0, south = 0, east = 0, north = 0] = extent;
  const down = (value: number): number => Math.floor(value / side) * side;
  return [down(west), down(south), down(east) + side, down(north) + side];
}

/** Return what to draw inside an extent of whole squares, one ring for each square. */
export function gather(cloud: Cloud, extent: Extent, side: number, groups: number): Gathered[] {
  const { x, y, group } = cloud.places;
  const [west = 0, south = 0, east = 0, north = 0] = extent;
  const columns = Math.max(1, Math.round((east - west) / side));
  const found = new Map<number, Gathered>();
  for (const row of cloud.within(extent)) {
    const [px, py] = [x[row] ?? 0, y[row] ?? 0];
    if (px < west || px >= east || py < south || py >= north) continue;
    const [column, line] = [Math.floor((px - west) / side), Math.floor((py - south) / side)];
    const key = line * columns + column;
    let one = found.get(key);
    if (one === undefined) {
      const [left, low] = [west + column * side, south + line * side];
      const square = [left, low, left + side, low + side];
      one = { x: 0, y: 0, count: 0, row, groups: new Uint32Array(groups), square };
      found.set(key, one);
    }
    one.x += px;
    one.y += py;
    one.count += 1;
    const of = group[row] ?? 0;
    one.groups[of] = (one.groups[of] ?? 0) + 1;
  }
  for (const one of found.values()) {
    one.x /= one.count;
    one.y /= one.count;
  }
  return [...found.values()];
}

/** Return each point inside an extent by itself. */
export function apart(cloud: Cloud, extent: Extent, groups: number): Gathered[] {
  const { x, y, group } = cloud.places;
  const [west = 0, south = 0, east = 0, north = 0] = extent;
  const all: Gathered[] = [];
  for (const row of cloud.within(extent)) {
    const [px, py] = [x[row] ?? 0, y[row] ?? 0];
    if (px < west || px >= east || py < south || py >= north) continue;
    const counts = new Uint32Array(groups);
    counts[group[row] ?? 0] = 1;
    all.push({ x: px, y: py, count: 1, row, groups: counts, square: [px, py, px, py] });
  }
  return all;
}
