// What an edit is about to do, and what it has done: whole cells before and after.
import { type Cell, type Part, type Ring, type Shape, canonical, frameOf } from "./cells";
import type { Coverage } from "./coverage";
import { LONGEST_EDGE_UNITS, dividedRing } from "./long-edges";
import { type Node, isSameNode } from "./lattice";
import type { Outline } from "./outlines";
import { AskServer, Refusal, ringAt } from "./refusal";

// Up to here nodes have numbers of their own, see `nodeKey`.
const WIDEST_UNITS = 30_000_000;

/** Replaced and removed cells by position, and new ones. */
export interface Change {
  readonly replaced: ReadonlyMap<number, Shape>;
  readonly added: readonly Shape[];
  readonly removed: readonly number[];
}

/** A change worked out: `before` are the positions that change or go; `fresh` are canonical. */
export interface Proposal {
  readonly before: readonly number[];
  readonly removed: readonly number[];
  readonly replaced: readonly number[];
  readonly old: readonly Shape[];
  readonly fresh: readonly Shape[];
}

/** One change of a coverage, applicable both ways. */
export interface Step {
  readonly dropped: readonly Cell[];
  readonly placed: readonly Cell[];
}

export function proposalOf(coverage: Coverage, change: Change): Proposal {
  const removed = [...change.removed].sort((one, other) => one - other);
  const replaced = [...change.replaced.keys()].sort((one, other) => one - other);
  const before = [...new Set([...removed, ...replaced])].sort((one, other) => one - other);
  const fresh = [...replaced.map((k) => change.replaced.get(k) as Shape), ...change.added].map(canonical);
  const old = before.map((k) => coverage.shape(k));
  const [west, south, east, north] = frameOf([...old, ...fresh]);
  if (Math.max(east - west, north - south) > WIDEST_UNITS) throw new AskServer("wider than three degrees");
  return { before, removed, replaced, old, fresh };
}

/** Return the step that leads back. */
export function inverse(step: Step): Step {
  return { dropped: step.placed, placed: step.dropped };
}

/** Give rings other nodes: by outline, without the closing node; a node may follow itself. */
export function rewritten(
  coverage: Coverage,
  outlines: readonly Outline[],
  rings: ReadonlyMap<Outline, readonly Node[]>,
): Map<number, Shape> {
  const fresh = new Map<Outline, Ring>();
  for (const [outline, nodes] of rings) fresh.set(outline, closed(outline, nodes));
  const positions = [...new Set([...rings.keys()].map((outline) => outline.position))];
  const replaced = new Map<number, Shape>();
  for (const position of positions.sort((one, other) => one - other)) {
    const parts: Ring[][] = coverage.shape(position).map((): Ring[] => []);
    for (const outline of outlines) {
      if (outline.position !== position) continue;
      const ring = fresh.get(outline) ?? outline.ring;
      parts[outline.part]?.push(fresh.has(outline) ? dividedRing(ring, LONGEST_EDGE_UNITS) : ring);
    }
    replaced.set(position, parts as readonly Part[]);
  }
  return replaced;
}

function closed(outline: Outline, nodes: readonly Node[]): Ring {
  const kept = nodes.filter((node, k) => !isSameNode(node, nodes[(k + 1) % nodes.length] as Node));
  if (kept.length < 3) throw new Refusal("CoverageError", "edits.empty", ringAt(outline.ring));
  const ring = new Int32Array(2 * kept.length + 2);
  kept.forEach((node, k) => ring.set(node, 2 * k));
  ring.set(kept[0] as Node, 2 * kept.length);
  return ring;
}
