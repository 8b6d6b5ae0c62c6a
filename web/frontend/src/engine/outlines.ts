// The rings of some cells, in which edits look up nodes and edges.
import { type Box, type Ring, type Shape, grown } from "./cells";
import type { Coverage } from "./coverage";
import { type Edge, type LonLat, type Node, UNITS_PER_DEGREE, compareNodes, edgeOf } from "./lattice";
import { Refusal, pointAt } from "./refusal";

export interface Outline {
  readonly position: number;
  readonly part: number;
  readonly isHole: boolean;
  readonly ring: Ring;
}
/** Where an edge begins: the place of its first number in the ring of an outline. */
export interface Begin {
  readonly outline: number;
  readonly at: number;
}

export const NAMED_WITHIN_UNITS = 1;
// Places are decimal numbers: a little is allowed for their last bits.
const DECIMALS_UNITS = 1e-5;
const FARTHEST_DEG = 360;

export function outlinesOf(coverage: Coverage, positions: readonly number[]): Outline[] {
  return positions.flatMap((position) => outlinesOfShape(coverage.shape(position), position));
}

export function outlinesOfShape(shape: Shape, position: number): Outline[] {
  return shape.flatMap((part, number) =>
    part.map((ring, k) => ({ position, part: number, isHole: k > 0, ring })),
  );
}

/** Return a place in degrees as units, not rounded. */
export function inUnits(place: LonLat): LonLat {
  const [lon, lat] = place;
  if (place.length !== 2 || !(Math.abs(lon) <= FARTHEST_DEG) || !(Math.abs(lat) <= FARTHEST_DEG)) {
    throw new Refusal("InputError", "edits.no_place", null, { value: String(place) });
  }
  return [lon * UNITS_PER_DEGREE, lat * UNITS_PER_DEGREE];
}

export function outlinesNear(coverage: Coverage, box: Box): Outline[] {
  return outlinesOf(coverage, coverage.near(grown(box, 2 * NAMED_WITHIN_UNITS)));
}

/** Return whether a ring has a node. */
export function holds(ring: Ring, node: Node): boolean {
  return placeIn(ring, node) >= 0;
}

/** Return at which node from 0 a node stands in a ring; -1 where it does not. */
export function placeIn(ring: Ring, node: Node): number {
  const [x, y] = node;
  for (let i = 0; i < ring.length; i += 2) if (ring[i] === x && ring[i + 1] === y) return i / 2;
  return -1;
}

/** Return the node nearest to a place in units, of equals the one farthest west, then south. */
export function nearestNode(outlines: readonly Outline[], x: number, y: number): [Node | null, number] {
  let best: Node | null = null;
  let least = Infinity;
  for (const { ring } of outlines) {
    for (let i = 0; i < ring.length; i += 2) {
      const away = Math.hypot((ring[i] as number) - x, (ring[i + 1] as number) - y);
      if (away > least) continue;
      const node: Node = [ring[i] as number, ring[i + 1] as number];
      if (away < least || (best !== null && compareNodes(node, best) < 0)) [best, least] = [node, away];
    }
  }
  return [best, least];
}

/** Return the edge nearest to a place in units, and how far it is. */
export function nearestEdge(outlines: readonly Outline[], x: number, y: number): [Edge | null, number] {
  let best: Edge | null = null;
  let least = Infinity;
  for (const { ring } of outlines) {
    for (let i = 0; i + 3 < ring.length; i += 2) {
      let [ax, ay, bx, by] = [ring[i], ring[i + 1], ring[i + 2], ring[i + 3]] as [number, number, number, number];
      if (bx < ax || (bx === ax && by < ay)) [ax, ay, bx, by] = [bx, by, ax, ay];
      const away = distanceTo(x, y, ax, ay, bx, by);
      if (away > least || (ax === bx && ay === by)) continue;
      const edge: Edge = [
        [ax, ay],
        [bx, by],
      ];
      if (away < least || (best !== null && compareEdges(edge, best) < 0)) [best, least] = [edge, away];
    }
  }
  return [best, least];
}

/** Return how far a place is from the straight way between two others. */
export function distanceTo(x: number, y: number, ax: number, ay: number, bx: number, by: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const squared = dx * dx + dy * dy;
  const wx = x - ax;
  const wy = y - ay;
  const share = squared > 0 ? Math.min(Math.max((wx * dx + wy * dy) / squared, 0), 1) : 0;
  return Math.hypot(wx - share * dx, wy - share * dy);
}

/** Return where an edge begins, either way round. */
export function beginsOf(outlines: readonly Outline[], edge: Edge): Begin[] {
  const [[ax, ay], [bx, by]] = edge;
  const found: Begin[] = [];
  outlines.forEach(({ ring }, outline) => {
    for (let i = 0; i + 3 < ring.length; i += 2) {
      const [x, y, u, v] = [ring[i], ring[i + 1], ring[i + 2], ring[i + 3]];
      const isAhead = x === ax && y === ay && u === bx && v === by;
      const isBack = x === bx && y === by && u === ax && v === ay;
      if (isAhead || isBack) found.push({ outline, at: i });
    }
  });
  return found;
}

/** Return the outlines with a node put in behind some places. */
export function withNode(outlines: readonly Outline[], places: readonly Begin[], node: Node): Outline[] {
  return outlines.map((outline, k) => {
    const here = places.filter((place) => place.outline === k).map((place) => place.at);
    if (here.length === 0) return outline;
    const { ring } = outline;
    const longer: number[] = [];
    for (let i = 0; i < ring.length; i += 2) {
      longer.push(ring[i] as number, ring[i + 1] as number);
      if (here.includes(i)) longer.push(...node);
    }
    return { ...outline, ring: Int32Array.from(longer) };
  });
}

export function nodeAt(coverage: Coverage, place: LonLat): [Node, Outline[]] {
  const [x, y] = inUnits(place);
  const near = outlinesNear(coverage, [x, y, x, y]);
  const [node, away] = nearestNode(near, x, y);
  if (node === null || away > NAMED_WITHIN_UNITS + DECIMALS_UNITS) {
    throw new Refusal("InputError", "edits.no_node", pointAt(x, y));
  }
  return [node, near];
}

export function edgeAt(coverage: Coverage, place: LonLat): [Edge, Outline[]] {
  const [x, y] = inUnits(place);
  const near = outlinesNear(coverage, [x, y, x, y]);
  const [edge, away] = nearestEdge(near, x, y);
  if (edge === null || away > NAMED_WITHIN_UNITS + DECIMALS_UNITS) {
    throw new Refusal("InputError", "edits.no_arc", pointAt(x, y));
  }
  return [edgeOf(...edge), near];
}

function compareEdges(one: Edge, other: Edge): number {
  return compareNodes(one[0], other[0]) || compareNodes(one[1], other[1]);
}
