// Whether new edges keep clear of what is around them, decided in whole units.
import { type Box, type Ring, grown } from "./cells";
import { cross, side } from "./exact";
import { type Edge, type LonLat, type Node } from "./lattice";
import { type Segment, boxOf } from "./ledger";
import type { Outline } from "./outlines";

export const REACH_UNITS = 3;
const TRIED_WITHIN_UNITS = 2;
// Beyond this a square would not be a whole number any more, and far above any edge's own.
const FAR_ACROSS = 90_000_000;

/** Tell whether a node lies beside the inner part of an edge, less than one unit from it. */
export function isNear(x: number, y: number, ax: number, ay: number, bx: number, by: number): boolean {
  const dx = bx - ax;
  const dy = by - ay;
  const wx = x - ax;
  const wy = y - ay;
  const along = dx * wx + dy * wy;
  const squared = dx * dx + dy * dy;
  if (along <= 0 || along >= squared) return false;
  const across = cross(dx, dy, wx, wy);
  return Math.abs(across) < FAR_ACROSS && across * across < squared;
}

/** What is wrong between two edges: an end too near to the other edge, or a crossing. */
export type Miss =
  | { readonly kind: "near"; readonly node: Node; readonly of: 0 | 1 }
  | { readonly kind: "crossing"; readonly at: LonLat };

/** Find what is wrong between two distinct edges; null where they keep clear. */
export function missOf(one: Segment, other: Segment): Miss | null {
  const [ax, ay, bx, by] = one;
  const [cx, cy, dx, dy] = other;
  if (isNear(cx, cy, ax, ay, bx, by)) return { kind: "near", node: [cx, cy], of: 0 };
  if (isNear(dx, dy, ax, ay, bx, by)) return { kind: "near", node: [dx, dy], of: 0 };
  if (isNear(ax, ay, cx, cy, dx, dy)) return { kind: "near", node: [ax, ay], of: 1 };
  if (isNear(bx, by, cx, cy, dx, dy)) return { kind: "near", node: [bx, by], of: 1 };
  if ((ax === cx && ay === cy) || (ax === dx && ay === dy)) return null;
  if ((bx === cx && by === cy) || (bx === dx && by === dy)) return null;
  const isLeft = (sideOf: number): boolean => sideOf > 0;
  if (isLeft(side(ax, ay, bx, by, cx, cy)) === isLeft(side(ax, ay, bx, by, dx, dy))) return null;
  const a = cross(dx - cx, dy - cy, ax - cx, ay - cy);
  const b = cross(dx - cx, dy - cy, bx - cx, by - cy);
  if (a > 0 === b > 0) return null;
  const share = a / (a - b);
  return { kind: "crossing", at: [ax + share * (bx - ax), ay + share * (by - ay)] };
}

/** Tell whether two edges come so near that they need a closer look. */
export function isBeside(one: Segment, other: Segment): boolean {
  return (
    Math.max(other[0], other[2]) >= Math.min(one[0], one[2]) - 1 &&
    Math.min(other[0], other[2]) <= Math.max(one[0], one[2]) + 1 &&
    Math.max(other[1], other[3]) >= Math.min(one[1], one[3]) - 1 &&
    Math.min(other[1], other[3]) <= Math.max(one[1], one[3]) + 1
  );
}

export function isSameEdge(one: Segment, other: Segment): boolean {
  const isAhead = one[0] === other[0] && one[1] === other[1] && one[2] === other[2] && one[3] === other[3];
  return isAhead || (one[0] === other[2] && one[1] === other[3] && one[2] === other[0] && one[3] === other[1]);
}

/** Tell whether some edges cross none of others, nor come nearer than a unit to what is not theirs. */
export function keepClear(fresh: readonly Segment[], others: readonly Segment[]): boolean {
  return fresh.every((edge) =>
    others.every((other) => !isBeside(edge, other) || isSameEdge(edge, other) || missOf(edge, other) === null),
  );
}

/** Return the edges of rings whose frame touches a box. */
export function edgesWithin(rings: Iterable<Ring>, box: Box): Segment[] {
  const [west, south, east, north] = box;
  const found: Segment[] = [];
  for (const ring of rings) {
    let ax = ring[0] as number;
    let ay = ring[1] as number;
    for (let i = 2; i < ring.length; i += 2) {
      const bx = ring[i] as number;
      const by = ring[i + 1] as number;
      const isBesideX = (ax > bx ? ax : bx) >= west && (ax < bx ? ax : bx) <= east;
      if (isBesideX && (ay > by ? ay : by) >= south && (ay < by ? ay : by) <= north) found.push([ax, ay, bx, by]);
      ax = bx;
      ay = by;
    }
  }
  return found;
}

/** Tell whether an edge keeps clear of all rings when it is bent to a node that is none yet. */
export function takesNode(outlines: readonly Outline[], edge: Edge, node: Node): boolean {
  const own: Segment = [...edge[0], ...edge[1]] as unknown as Segment;
  const bent: readonly Segment[] = [
    [...edge[0], ...node] as unknown as Segment,
    [...node, ...edge[1]] as unknown as Segment,
  ];
  const box = grown(boxOf(bent), REACH_UNITS);
  const others = edgesWithin(
    outlines.map((outline) => outline.ring),
    box,
  ).filter((other) => !isSameEdge(own, other));
  return keepClear(bent, [...others, ...bent]);
}

/** Yield the lattice points within two units of a wish in units, nearest first. */
export function* nodesAround(wish: LonLat): Generator<Node> {
  const x = Math.ceil(wish[0] - 0.5);
  const y = Math.ceil(wish[1] - 0.5);
  yield [x, y];
  const ranked: [number, number, number][] = [];
  for (let i = -TRIED_WITHIN_UNITS - 1; i <= TRIED_WITHIN_UNITS + 1; i += 1) {
    for (let j = -TRIED_WITHIN_UNITS - 1; j <= TRIED_WITHIN_UNITS + 1; j += 1) {
      ranked.push([Math.hypot(x + i - wish[0], y + j - wish[1]), x + i, y + j]);
    }
  }
  ranked.sort((one, other) => one[0] - other[0] || one[1] - other[1] || one[2] - other[2]);
  for (const [away, east, north] of ranked) {
    if (away <= TRIED_WITHIN_UNITS && (east !== x || north !== y)) yield [east, north];
  }
}
