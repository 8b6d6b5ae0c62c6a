// Shapes put among the edges of an arrangement, whole or cut off at a box.
import { type Box, type Ring, type Shape, frameOf, ringsOf } from "./cells";
import { turn } from "./exact";
import type { Edges } from "./noding";

type Origin = readonly [number, number];

/** Add the rings of shapes to a group, each shape's area on their left. */
export function addArea(edges: Edges, shapes: readonly Shape[], group: number, origin: readonly [number, number]): void {
  for (const shape of shapes) {
    for (const [ring, isHole] of ringsOf(shape)) {
      edges.add(localRing(ring, origin), group, turn(ring) > 0 === isHole ? -1 : 1);
    }
  }
}

export function localRing(ring: Ring, origin: readonly [number, number]): Float64Array {
  return Float64Array.from(ring, (value, k) => value - origin[(k % 2) as 0 | 1]);
}

/** As `addArea`, but only what lies in a box counts, and no more edges than that takes are added. */
export function addWithin(edges: Edges, shapes: readonly Shape[], group: number, origin: Origin, box: Box): void {
  for (const shape of shapes) {
    if (!isBeside(frameOf([shape]), box)) continue;
    for (const [ring, isHole] of ringsOf(shape)) {
      edges.add(clippedRing(ring, box, origin), group, turn(ring) > 0 === isHole ? -1 : 1);
    }
  }
}

export function isBeside(one: Box, other: Box): boolean {
  return one[0] <= other[2] && one[2] >= other[0] && one[1] <= other[3] && one[3] >= other[1];
}

/** Cut a ring off at a box; within the box it winds around every place as it did. */
function clippedRing(ring: Ring, box: Box, origin: Origin): readonly number[] {
  const [x0, y0] = origin;
  let path = clippedWest(ring, x0, y0, box[0] - x0);
  path = clipped(path, 0, -1, box[2] - x0);
  path = clipped(path, 1, 1, box[1] - y0);
  path = clipped(path, 1, -1, box[3] - y0);
  return path.length < 6 ? [] : [...path, path[0] as number, path[1] as number];
}

/** Cut off what lies west of a limit. Most of a long ring goes here, so it is not copied first. */
function clippedWest(ring: Ring, x0: number, y0: number, limit: number): number[] {
  const kept: number[] = [];
  let bx = (ring[0] as number) - x0;
  let by = (ring[1] as number) - y0;
  for (let i = 2; i < ring.length; i += 2) {
    const x = (ring[i] as number) - x0;
    const y = (ring[i + 1] as number) - y0;
    if (x > limit !== bx > limit) kept.push(limit, by + ((limit - bx) / (x - bx)) * (y - by));
    if (x > limit) kept.push(x, y);
    bx = x;
    by = y;
  }
  return kept;
}

/** Cut off what lies beyond a limit: below it for a sign of 1, above for -1; along x is axis 0. */
function clipped(path: readonly number[], axis: 0 | 1, sign: 1 | -1, limit: number): number[] {
  const kept: number[] = [];
  const count = path.length;
  for (let i = 0; i < count; i += 2) {
    const before = i === 0 ? count - 2 : i - 2;
    const depth = sign * ((path[i + axis] as number) - limit);
    const depthBefore = sign * ((path[before + axis] as number) - limit);
    if (depth > 0 !== depthBefore > 0) {
      const share = depthBefore / (depthBefore - depth);
      const across = 1 - axis;
      const at = (path[before + across] as number) + share * ((path[i + across] as number) - (path[before + across] as number));
      if (axis === 0) kept.push(limit, at);
      else kept.push(at, limit);
    }
    if (depth > 0) kept.push(path[i] as number, path[i + 1] as number);
  }
  return kept;
}
