// The first edge that passes a node at less than a unit or crosses another, as the library names it.
import { type Box, type Shape, frameOf } from "./cells";
import { isBeside, isNear, missOf } from "./clearance";
import { EdgeTable } from "./edge-table";
import { rint } from "./lattice";
import type { Segment } from "./ledger";
import { type PlaceJson, lineAt, pointAt } from "./refusal";

interface Found {
  readonly edge: number;
  readonly x: number;
  readonly y: number;
}

/** Find what comes too near: an edge that only one cell has, as a line, else the node. */
export function missIn(fresh: readonly Shape[], others: readonly Shape[], box: Box): PlaceJson | null {
  const shapes = [...fresh, ...others];
  const [west, south] = frameOf(shapes);
  const table = new EdgeTable(west, south);
  let own = 0;
  shapes.forEach((shape, k) => {
    table.claim(shape, 1, k);
    if (k < fresh.length) own = table.low.length;
  });
  const cells = cellsAtNodes(table, shapes);
  const found = allMisses(table, own, box);
  found.sort((one, other) => one.edge - other.edge || one.x - other.x || one.y - other.y);
  let crowded: PlaceJson | null = null;
  for (const { edge, x, y } of found) {
    const [back, along] = [table.claims[4 * edge + 2] as number, table.claims[4 * edge + 3] as number];
    const sides = [table.owners[2 * edge], table.owners[2 * edge + 1]];
    const isRegular = back === 1 && along === 1 && sides[0] !== sides[1];
    const here = cells.get(table.node(x, y)) ?? new Set<number>();
    const isOfSides = here.size > 0 && [...here].every((cell) => sides.includes(cell));
    if (!isRegular && !isOfSides) return lineAt(segmentOf(table, edge));
    crowded ??= pointAt(x, y);
  }
  return crowded;
}

function segmentOf(table: EdgeTable, edge: number): Segment {
  const [low, high] = [table.low[edge] as number, table.high[edge] as number];
  return [table.x[low], table.y[low], table.x[high], table.y[high]] as unknown as Segment;
}

function cellsAtNodes(table: EdgeTable, shapes: readonly Shape[]): Map<number, Set<number>> {
  const cells = new Map<number, Set<number>>();
  shapes.forEach((shape, k) => {
    for (const ring of shape.flat()) {
      for (let i = 0; i < ring.length; i += 2) {
        const node = table.node(ring[i] as number, ring[i + 1] as number);
        const known = cells.get(node);
        if (known === undefined) cells.set(node, new Set([k]));
        else known.add(k);
      }
    }
  });
  return cells;
}

/** Compare the first edges, which are those of changed cells, with all others; in a box. */
function allMisses(table: EdgeTable, own: number, box: Box): Found[] {
  const edges = table.low.map((_, edge) => ({ edge, ends: segmentOf(table, edge) }));
  const inBox = edges.filter(({ ends }) => isBesideBox(ends, box));
  const found: Found[] = [];
  inBox.forEach((one, k) => {
    if (one.edge >= own) return;
    for (const other of inBox.slice(k + 1)) {
      if (isBeside(one.ends, other.ends)) found.push(...between(one.ends, one.edge, other.ends, other.edge));
    }
  });
  return found;
}

function isBesideBox([ax, ay, bx, by]: Segment, box: Box): boolean {
  const isBesideX = Math.max(ax, bx) >= box[0] && Math.min(ax, bx) <= box[2];
  return isBesideX && Math.max(ay, by) >= box[1] && Math.min(ay, by) <= box[3];
}

function between(one: Segment, e: number, other: Segment, f: number): Found[] {
  const found: Found[] = [];
  for (const [edge, line, ends] of [
    [e, one, other],
    [f, other, one],
  ] as const) {
    for (const [x, y] of [
      [ends[0], ends[1]],
      [ends[2], ends[3]],
    ] as const) {
      if (isNear(x, y, ...line)) found.push({ edge, x, y });
    }
  }
  const miss = found.length > 0 ? null : missOf(one, other);
  if (miss?.kind !== "crossing") return found;
  const [x, y] = [one[0] + rint(miss.at[0] - one[0]), one[1] + rint(miss.at[1] - one[1])];
  return [
    { edge: e, x, y },
    { edge: f, x, y },
  ];
}
