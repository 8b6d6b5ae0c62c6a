// Rings from directed edges with the area on their left.

/** Polygons in coordinates of any kind: closed rings, the shell first. */
export type FloatPart = readonly Float64Array[];

/** Nodes, and the directed edges between them. */
export interface Directed {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** Return the polygons that directed edges bound; their rings pass no node twice. */
export function traced(edges: Directed): FloatPart[] {
  const leaving = new Map<number, number[]>();
  edges.from.forEach((node, edge) => {
    const known = leaving.get(node);
    if (known === undefined) leaving.set(node, [edge]);
    else known.push(edge);
  });
  const used = new Uint8Array(edges.from.length);
  const loops: Float64Array[] = [];
  for (let first = 0; first < used.length; first += 1) {
    if (used[first] === 1) continue;
    const nodes: number[] = [];
    let edge = first;
    while (edge >= 0 && used[edge] === 0) {
      used[edge] = 1;
      nodes.push(edges.from[edge] as number);
      edge = following(edges, edge, leaving, used, first);
    }
    for (const loop of withoutRepeats(nodes)) {
      if (loop.length > 2) loops.push(ringOf(edges, loop));
    }
  }
  return assembled(loops);
}

/** Return the edge that goes on along the same inside: the first clockwise from the way back. */
function following(
  edges: Directed,
  edge: number,
  leaving: ReadonlyMap<number, readonly number[]>,
  used: Uint8Array,
  first: number,
): number {
  const here = edges.to[edge] as number;
  const back = angle(edges, here, edges.from[edge] as number);
  let best = -1;
  let least = Infinity;
  for (const next of leaving.get(here) ?? []) {
    if (used[next] === 1 && next !== first) continue;
    const towards = edges.to[next] as number;
    const turned = (back - angle(edges, here, towards) + 4 * Math.PI) % (2 * Math.PI);
    const clockwise = towards === edges.from[edge] ? 2 * Math.PI : turned;
    if (clockwise < least) [best, least] = [next, clockwise];
  }
  return best;
}

function angle(edges: Directed, from: number, to: number): number {
  return Math.atan2(
    (edges.y[to] as number) - (edges.y[from] as number),
    (edges.x[to] as number) - (edges.x[from] as number),
  );
}

/** Part a closed walk into loops that pass no node twice. */
function withoutRepeats(nodes: readonly number[]): number[][] {
  const loops: number[][] = [];
  const path: number[] = [];
  const place = new Map<number, number>();
  for (const node of nodes) {
    const known = place.get(node);
    if (known !== undefined) {
      const loop = path.splice(known);
      for (const passed of loop) place.delete(passed);
      loops.push(loop);
    }
    place.set(node, path.length);
    path.push(node);
  }
  loops.push(path);
  return loops;
}

function ringOf(edges: Directed, nodes: readonly number[]): Float64Array {
  const ring = new Float64Array(2 * nodes.length + 2);
  [...nodes, nodes[0] as number].forEach((node, k) => {
    ring[2 * k] = edges.x[node] as number;
    ring[2 * k + 1] = edges.y[node] as number;
  });
  return ring;
}

/** Give each hole to the smallest shell around it. */
function assembled(loops: readonly Float64Array[]): FloatPart[] {
  const sized = loops.map((ring) => ({ ring, area: signedArea(ring) })).filter(({ area }) => area !== 0);
  const shells = sized.filter(({ area }) => area > 0).sort((one, other) => one.area - other.area);
  const parts = shells.map(({ ring }) => [ring]);
  for (const { ring, area } of sized) {
    if (area > 0) continue;
    const owner = shells.findIndex((shell) => shell.area > -area && isAround(shell.ring, ring));
    parts[owner]?.push(ring);
  }
  return parts;
}

/** Return the signed area of a closed ring, positive where it runs counter-clockwise. */
export function signedArea(ring: ArrayLike<number>): number {
  const [x0, y0] = [ring[0] as number, ring[1] as number];
  let double = 0;
  for (let i = 0; i + 3 < ring.length; i += 2) {
    const ax = (ring[i] as number) - x0;
    const ay = (ring[i + 1] as number) - y0;
    double += ax * ((ring[i + 3] as number) - y0) - ((ring[i + 2] as number) - x0) * ay;
  }
  return double / 2;
}

/** Tell whether a shell lies around a hole that it may touch. */
function isAround(shell: Float64Array, hole: Float64Array): boolean {
  for (let i = 0; i + 3 < hole.length; i += 2) {
    const [ax, ay, bx, by] = [hole[i], hole[i + 1], hole[i + 2], hole[i + 3]] as unknown as [number, number, number, number];
    for (const [x, y] of [
      [ax, ay],
      [(ax + bx) / 2, (ay + by) / 2],
    ] as const) {
      const where = locate(shell, x, y);
      if (where !== 0) return where > 0;
    }
  }
  return true;
}

const ON_EDGE = 1e-7;

/** Return 1 for a place inside a ring, -1 for outside, 0 for within rounding of it. */
export function locate(ring: ArrayLike<number>, x: number, y: number): number {
  let inside = false;
  for (let i = 0; i + 3 < ring.length; i += 2) {
    const [ax, ay, bx, by] = [ring[i], ring[i + 1], ring[i + 2], ring[i + 3]] as unknown as [number, number, number, number];
    const [dx, dy] = [bx - ax, by - ay];
    const across = dx * (y - ay) - dy * (x - ax);
    const isBeside = (x - ax) * (x - bx) + (y - ay) * (y - by) <= ON_EDGE;
    if (isBeside && Math.abs(across) <= ON_EDGE * Math.hypot(dx, dy)) return 0;
    if (ay > y !== by > y && across > 0 === dy > 0) inside = !inside;
  }
  return inside ? 1 : -1;
}

/** Return the area of polygons. */
export function areaOf(parts: readonly FloatPart[]): number {
  return parts.reduce((sum, part) => sum + part.reduce((net, ring) => net + signedArea(ring), 0), 0);
}
