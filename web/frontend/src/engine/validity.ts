// Whether the rings of a cell make a valid area.
import type { Part, Ring, Shape } from "./cells";
import { cross, sideInDegrees, turn } from "./exact";
import { type LonLat, nodeKey } from "./lattice";
import { type Segment, boxOf } from "./ledger";
import { edgesWithin, isBeside, isSameEdge } from "./clearance";

/** Find a place at which a shape is no valid area; null where it is one. */
export function faultOf(shape: Shape): LonLat | null {
  return crossingOf(shape) ?? faultWithoutCrossings(shape);
}

/** As `faultOf`, for a shape whose edges are known to cross nowhere. */
export function faultWithoutCrossings(shape: Shape): LonLat | null {
  for (const part of shape) {
    for (const ring of part) {
      if (ring.length < 8 || turn(ring) === 0) return [ring[0] as number, ring[1] as number];
      const twice = repeatedNode(ring);
      if (twice !== null) return twice;
    }
  }
  if (shape.length === 1 && shape[0]?.length === 1) return null;
  return twiceUsedEdge(shape) ?? misplacedRing(shape) ?? cutOff(shape);
}

/** Find where two edges of a shape meet elsewhere than in a node of both. */
export function crossingOf(shape: Shape): LonLat | null {
  const rings = shape.flat();
  const edges = rings.flatMap((ring) => edgesWithin([ring], [-Infinity, -Infinity, Infinity, Infinity]));
  const order = edges.map((edge) => ({ edge, west: Math.min(edge[0], edge[2]) }));
  order.sort((one, other) => one.west - other.west);
  for (let j = 0; j < order.length; j += 1) {
    const { edge } = order[j] as { edge: Segment };
    const east = Math.max(edge[0], edge[2]);
    for (let k = j + 1; k < order.length; k += 1) {
      const next = order[k] as { edge: Segment; west: number };
      if (next.west > east) break;
      if (!isBeside(edge, next.edge) || isSameEdge(edge, next.edge)) continue;
      const place = meetingOf(edge, next.edge);
      if (place !== null) return place;
    }
  }
  return null;
}

/** Return where two distinct edges meet elsewhere than in a node of both, as degrees decide it. */
function meetingOf(one: Segment, other: Segment): LonLat | null {
  const [ax, ay, bx, by] = one;
  const [cx, cy, dx, dy] = other;
  if ((ax === cx && ay === cy) || (ax === dx && ay === dy) || (bx === cx && by === cy) || (bx === dx && by === dy)) {
    return null;
  }
  const c = sideInDegrees(ax, ay, bx, by, cx, cy);
  const d = sideInDegrees(ax, ay, bx, by, dx, dy);
  const a = sideInDegrees(cx, cy, dx, dy, ax, ay);
  const b = sideInDegrees(cx, cy, dx, dy, bx, by);
  if (c * d > 0 || a * b > 0) return null;
  for (const [where, x, y, line] of [
    [c, cx, cy, one],
    [d, dx, dy, one],
    [a, ax, ay, other],
    [b, bx, by, other],
  ] as const) {
    if (where === 0) return isBetween(x, y, line) ? [x, y] : null;
  }
  const [over, under] = [cross(dx - cx, dy - cy, ax - cx, ay - cy), cross(dx - cx, dy - cy, bx - cx, by - cy)];
  const share = over === under ? 0 : over / (over - under);
  return [ax + share * (bx - ax), ay + share * (by - ay)];
}

function isBetween(x: number, y: number, [ax, ay, bx, by]: Segment): boolean {
  return (x - ax) * (x - bx) <= 0 && (y - ay) * (y - by) <= 0;
}

function repeatedNode(ring: Ring): LonLat | null {
  const seen = new Set<number>();
  const key0 = [ring[0] as number, ring[1] as number] as const;
  for (let i = 0; i + 2 < ring.length; i += 2) {
    const key = nodeKey([ring[i] as number, ring[i + 1] as number], key0);
    if (seen.has(key)) return [ring[i] as number, ring[i + 1] as number];
    seen.add(key);
  }
  return null;
}

function twiceUsedEdge(shape: Shape): LonLat | null {
  const seen = new Set<string>();
  for (const ring of shape.flat()) {
    for (let i = 0; i + 3 < ring.length; i += 2) {
      const ends = [`${ring[i]} ${ring[i + 1]}`, `${ring[i + 2]} ${ring[i + 3]}`].sort().join(" ");
      if (seen.has(ends)) return [ring[i] as number, ring[i + 1] as number];
      seen.add(ends);
    }
  }
  return null;
}

/** Find a hole outside its shell or in another hole, or a part inside another. */
function misplacedRing(shape: Shape): LonLat | null {
  for (const part of shape) {
    const [shell, ...holes] = part as [Ring, ...Ring[]];
    for (const hole of holes) {
      if (!isRingInside(hole, shell)) return [hole[0] as number, hole[1] as number];
      for (const other of holes) {
        if (other !== hole && isRingInside(hole, other)) return [hole[0] as number, hole[1] as number];
      }
    }
    for (const other of shape) {
      if (other !== part && isPartOver(shell, other)) return [shell[0] as number, shell[1] as number];
    }
  }
  return null;
}

function isPartOver(shell: Ring, other: Part): boolean {
  const [outer, ...holes] = other as [Ring, ...Ring[]];
  return isRingInside(shell, outer) && !holes.some((hole) => isRingInside(shell, hole));
}

/** Tell whether a ring that crosses another nowhere lies inside it. */
function isRingInside(ring: Ring, outer: Ring): boolean {
  const [west, south, east, north] = boxOf(edgesWithin([outer], [-Infinity, -Infinity, Infinity, Infinity]));
  for (let i = 0; i + 3 < ring.length; i += 2) {
    for (const [x, y] of [
      [ring[i] as number, ring[i + 1] as number],
      [((ring[i] as number) + (ring[i + 2] as number)) / 2, ((ring[i + 1] as number) + (ring[i + 3] as number)) / 2],
    ] as const) {
      if (x < west || x > east || y < south || y > north) return false;
      const where = whereIn(outer, x, y);
      if (where !== 0) return where > 0;
    }
  }
  return true;
}

/** Return 1 for a place inside a ring, -1 for outside, 0 for on it. */
export function whereIn(ring: ArrayLike<number>, x: number, y: number): number {
  let inside = false;
  for (let i = 0; i + 3 < ring.length; i += 2) {
    const [ax, ay, bx, by] = [ring[i], ring[i + 1], ring[i + 2], ring[i + 3]] as unknown as Segment;
    if (ay > y === by > y && Math.min(ay, by) !== y && Math.max(ay, by) !== y) continue;
    const across = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
    const isBetween = (x - ax) * (x - bx) <= 0 && (y - ay) * (y - by) <= 0;
    if (across === 0 && isBetween) return 0;
    if (ay > y !== by > y && across > 0 === by > ay) inside = !inside;
  }
  return inside ? 1 : -1;
}

/** Find a place where touching rings cut the inside of a part in two. */
function cutOff(shape: Shape): LonLat | null {
  for (const part of shape) {
    if (part.length === 1) continue;
    const touches = touchingNodes(part);
    const group = part.map((_, k) => k);
    const top = (k: number): number => (group[k] === k ? k : top(group[k] as number));
    for (const { node, rings } of touches) {
      for (const ring of rings.slice(1)) {
        const [one, other] = [top(rings[0] as number), top(ring)];
        if (one === other) return node;
        group[one] = other;
      }
    }
  }
  return null;
}

/** Return the nodes that several rings of a part have, with those rings. */
export function touchingNodes(part: Part): { node: LonLat; rings: number[] }[] {
  const found = new Map<number, { node: LonLat; rings: number[] }>();
  const shell = part[0] as Ring;
  const key0 = [shell[0] as number, shell[1] as number] as const;
  part.forEach((ring, k) => {
    for (let i = 0; i + 2 < ring.length; i += 2) {
      const node: LonLat = [ring[i] as number, ring[i + 1] as number];
      const key = nodeKey(node, key0);
      const known = found.get(key);
      if (known === undefined) found.set(key, { node, rings: [k] });
      else known.rings.push(k);
    }
  });
  return [...found.values()].filter(({ rings }) => rings.length > 1);
}
