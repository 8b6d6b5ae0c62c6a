// Outer edges that begin where a hole touches the border of its own cell: exact, but no coverage
// to others, so the library refuses them.
import { type Shape, frameOf, ringsOf } from "./cells";
import type { Proposal } from "./change";
import type { Coverage } from "./coverage";
import { EdgeTable } from "./edge-table";
import type { Segment } from "./ledger";
import { touchingNodes } from "./validity";

/** Find an outer edge that a change lets begin where a hole touches the border of its cell. */
export function pinchOf(coverage: Coverage, proposal: Proposal): Segment | null {
  const frame = frameOf([...proposal.old, ...proposal.fresh]);
  const gone = new Set(proposal.before);
  const beside = coverage.near(frame).filter((position) => !gone.has(position));
  const shapes = [...proposal.fresh, ...beside.map((position) => coverage.shape(position))];
  const spots = shapes.flatMap((shape, owner) =>
    shape.flatMap((part) => (part.length > 1 ? touchingNodes(part) : [])).map(({ node }) => ({ node, owner })),
  );
  if (spots.length === 0) return null;
  const wide = frameOf(shapes);
  const around = coverage.near(wide).filter((position) => !gone.has(position) && !beside.includes(position));
  shapes.push(...around.map((position) => coverage.shape(position)));
  const [west, south] = frameOf(shapes);
  const table = new EdgeTable(west, south);
  shapes.forEach((shape, owner) => table.claim(shape, 1, owner));
  for (const { node, owner } of spots) {
    const found = oneSidedAt(table, node, owner);
    if (found !== null) return found;
  }
  return null;
}

function oneSidedAt(table: EdgeTable, node: readonly [number, number], owner: number): Segment | null {
  const here = table.node(node[0], node[1]);
  for (let edge = 0; edge < table.low.length; edge += 1) {
    const [low, high] = [table.low[edge] as number, table.high[edge] as number];
    if (low !== here && high !== here) continue;
    const [back, along] = [table.claims[4 * edge + 2] as number, table.claims[4 * edge + 3] as number];
    if (back + along !== 1 || table.owners[2 * edge + along] === owner) continue;
    const there = low === here ? high : low;
    return [node[0], node[1], table.x[there] as number, table.y[there] as number];
  }
  return null;
}

/** Return whether any ring of some shapes is a hole. */
export function anyHole(shapes: Iterable<Shape>): boolean {
  for (const shape of shapes) for (const [, isHole] of ringsOf(shape)) if (isHole) return true;
  return false;
}
