// The union of shapes that share every node, and their order by size.
import { type Ring, type Shape, doubleArea, frameOf, nodesOf, ringsOf } from "./cells";
import { EdgeTable } from "./edge-table";
import { turn } from "./exact";
import { compareNodes } from "./lattice";
import { shapeFrom } from "./pieces";
import { traced } from "./trace";

// Twice this is below 2^26, so that two sums make one number.
const WIDEST_UNITS = 30_000_000;
const ROW = 2 ** 26;

/** Return the union of shapes that share every node along common borders. */
export function unionOf(shapes: readonly Shape[]): Shape {
  const [west, south] = frameOf(shapes);
  const table = new EdgeTable(west, south);
  const net: number[] = [];
  for (const shape of shapes) {
    for (const [ring, isHole] of ringsOf(shape)) {
      const sign = turn(ring) > 0 === isHole ? -1 : 1;
      const nodes = nodesOf(ring).map(([x, y]) => table.node(x, y));
      nodes.forEach((from, k) => {
        const edge = table.edge(from, nodes[(k + 1) % nodes.length] as number);
        net[edge] = (net[edge] ?? 0) + (table.low[edge] === from ? sign : -sign);
      });
    }
  }
  const from: number[] = [];
  const to: number[] = [];
  net.forEach((weight, edge) => {
    if (weight === 0) return;
    const [low, high] = [table.low[edge] as number, table.high[edge] as number];
    from.push(weight > 0 ? low : high);
    to.push(weight > 0 ? high : low);
  });
  return shapeFrom(traced({ x: table.x, y: table.y, from, to }), [0, 0]);
}

/** As `unionOf`, but quick for many cells: edges in the middle are told by their middles alone. */
export function outlineOf(shapes: readonly Shape[]): Shape {
  const [west, south, east, north] = frameOf(shapes);
  if (Math.max(east - west, north - south) > WIDEST_UNITS) return unionOf(shapes);
  const rings: { ring: Ring; isAhead: boolean }[] = [];
  const single = new Map<number, number>();
  for (const shape of shapes) {
    for (const [ring, isHole] of ringsOf(shape)) {
      const number = rings.push({ ring, isAhead: turn(ring) > 0 !== isHole }) - 1;
      for (let i = 0; i + 3 < ring.length; i += 2) {
        const x = (ring[i] as number) + (ring[i + 2] as number) - 2 * west;
        const y = (ring[i + 1] as number) + (ring[i + 3] as number) - 2 * south;
        // Edges of a coverage that have one middle are one edge.
        if (!single.delete(x * ROW + y)) single.set(x * ROW + y, number * ROW + i);
      }
    }
  }
  const table = new EdgeTable(west, south);
  const from: number[] = [];
  const to: number[] = [];
  for (const place of single.values()) {
    const { ring, isAhead } = rings[Math.floor(place / ROW)] as (typeof rings)[number];
    const i = place % ROW;
    const start = table.node(ring[i] as number, ring[i + 1] as number);
    const end = table.node(ring[i + 2] as number, ring[i + 3] as number);
    from.push(isAhead ? start : end);
    to.push(isAhead ? end : start);
  }
  return shapeFrom(traced({ x: table.x, y: table.y, from, to }), [0, 0]);
}

/** Sort shapes by exact area, the largest first; of equals the one to the south-west. */
export function bySize(shapes: readonly Shape[]): Shape[] {
  const sized = shapes.map((shape) => ({ shape, double: doubleArea(shape), frame: frameOf([shape]) }));
  sized.sort((one, other) => {
    if (one.double !== other.double) return one.double > other.double ? -1 : 1;
    const [a, b] = [one.frame, other.frame];
    return compareNodes([a[0], a[1]], [b[0], b[1]]) || compareNodes([a[2], a[3]], [b[2], b[3]]);
  });
  return sized.map(({ shape }) => shape);
}
