// Move, insert and delete a node, in all cells that have it.
import type { Boundary } from "./boundary";
import { type Shape, nodesOf, ringOf } from "./cells";
import { type Change, type Proposal, rewritten } from "./change";
import { nodesAround, takesNode } from "./clearance";
import type { Coverage } from "./coverage";
import { turn } from "./exact";
import { type Edge, type LonLat, type Node, isSameNode, rint } from "./lattice";
import { type Outline, beginsOf, edgeAt, holds, inUnits, nodeAt, withNode } from "./outlines";
import { Refusal, pointAt } from "./refusal";
import { judged } from "./verdict";

/** Return the change that moves the node named by a place; null where it stays. */
export function moveNode(coverage: Coverage, at: LonLat, to: LonLat, boundary: Boundary | null): Proposal | null {
  const change = movedChange(coverage, at, to);
  return change === null ? null : judged(coverage, change, boundary);
}

/** Return the change that moves a node, not judged; null where it stays. */
export function movedChange(coverage: Coverage, at: LonLat, to: LonLat): Change | null {
  const [node, near] = nodeAt(coverage, at);
  const [x, y] = inUnits(to);
  const goal: Node = [rint(x), rint(y)];
  if (isSameNode(goal, node)) return null;
  const rings = new Map<Outline, readonly Node[]>();
  for (const outline of near) {
    if (!holds(outline.ring, node)) continue;
    rings.set(
      outline,
      nodesOf(outline.ring).map((other) => (isSameNode(other, node) ? goal : other)),
    );
  }
  return changeOf(rewritten(coverage, near, rings));
}

/** Return the change that puts a node into an arc just where it is wished, not judged. */
export function insertedChange(coverage: Coverage, on: LonLat, at: LonLat): Change {
  const [edge, near] = edgeAt(coverage, on);
  const [x, y] = inUnits(at);
  const longer = withNode(near, beginsOf(near, edge), [rint(x), rint(y)]);
  const rings = new Map<Outline, readonly Node[]>();
  longer.forEach((outline, k) => {
    if (outline !== near[k]) rings.set(near[k] as Outline, nodesOf(outline.ring));
  });
  return changeOf(rewritten(coverage, near, rings));
}

/** Return the change that takes a node out; the nodes beside it are joined. */
export function deleteNode(coverage: Coverage, at: LonLat, boundary: Boundary | null): Proposal {
  const [node, near] = nodeAt(coverage, at);
  const rings = new Map<Outline, readonly Node[]>();
  for (const outline of near) {
    if (!holds(outline.ring, node)) continue;
    rings.set(
      outline,
      nodesOf(outline.ring).filter((other) => !isSameNode(other, node)),
    );
  }
  return judged(coverage, changeOf(rewritten(coverage, near, rings)), boundary);
}

/** Return the change that puts a node into the arc at `on`, as near to `at` as can be. */
export function insertNode(coverage: Coverage, on: LonLat, at: LonLat, boundary: Boundary | null): Proposal {
  const [edge, near] = edgeAt(coverage, on);
  const candidates = nodesAround(inUnits(at));
  const nearest = candidates.next().value as Node;
  const isTaken = (node: Node): boolean => near.some((outline) => holds(outline.ring, node));
  if (isTaken(nearest)) throw new Refusal("InputError", "edits.node_exists", pointAt(...nearest));
  const put = (node: Node): Proposal =>
    judged(coverage, changeOf(rewritten(coverage, near, bentTo(near, edge, node))), boundary);
  let refusal: Refusal | null = null;
  for (const node of [nearest, ...candidates]) {
    if (isTaken(node) || !takesNode(near, edge, node)) continue;
    try {
      return put(node);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusal ??= error;
    }
  }
  if (refusal === null) return put(nearest);
  throw refusal;
}

/** Put a node into an edge, in all rings that have it; none may turn the other way. */
function bentTo(near: readonly Outline[], edge: Edge, node: Node): Map<Outline, readonly Node[]> {
  const places = beginsOf(near, edge);
  const longer = withNode(near, places, node);
  const rings = new Map<Outline, readonly Node[]>();
  for (const number of new Set(places.map((place) => place.outline))) {
    const outline = near[number] as Outline;
    const nodes = nodesOf((longer[number] as Outline).ring);
    if (turn(ringOf(nodes)) !== turn(outline.ring)) {
      throw new Refusal("CoverageError", "edits.fold", pointAt(...node));
    }
    rings.set(outline, nodes);
  }
  return rings;
}

export function changeOf(replaced: ReadonlyMap<number, Shape>): Change {
  return { replaced, added: [], removed: [] };
}
