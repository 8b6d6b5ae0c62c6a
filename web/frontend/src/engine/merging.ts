// Merge cells that hang together.
import { type Shape, doubleArea, frameOf, nodesOf, ringsOf } from "./cells";
import type { Proposal } from "./change";
import type { Coverage } from "./coverage";
import { turn } from "./exact";
import { compareNodes } from "./lattice";
import { shapeFrom } from "./pieces";
import { Refusal, shapeAt } from "./refusal";
import { traced } from "./trace";
import { EdgeTable } from "./edge-table";
import { judged } from "./verdict";

/** Return the change that merges cells into the one with the lowest position. */
export function merge(coverage: Coverage, positions: readonly number[], boundary: Shape | null): Proposal {
  const chosen = [...new Set(positions)].sort((one, other) => one - other);
  if (chosen.length < 2) throw new Refusal("InputError", "edits.too_few");
  const shapes = chosen.map((position) => coverage.shape(position));
  const merged = unionOf(shapes);
  const most = shapes.reduce((sum, shape) => sum + shape.length - 1, 1);
  if (merged.length > most) {
    throw new Refusal("CoverageError", "edits.apart", shapeAt(bySize(merged.map((part) => [part])).at(-1) as Shape));
  }
  const [first, ...removed] = chosen as [number, ...number[]];
  return judged(coverage, { replaced: new Map([[first, merged]]), added: [], removed }, boundary);
}

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
