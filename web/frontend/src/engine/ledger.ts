// The edges of cells before and after a change: what came, what went, what is one-sided.
import { type Box, frameOf } from "./cells";
import type { Proposal } from "./change";
import { EdgeTable } from "./edge-table";

/** The two ends of an edge. */
export type Segment = readonly [number, number, number, number];

export interface Ledger {
  /** False where the edges tell nothing: a ring without area, or one side claimed twice. */
  readonly isDecided: boolean;
  /** Edges that were not there before. */
  readonly fresh: readonly Segment[];
  /** Directed edges by which the one-sided ones after exceed those before. */
  readonly shift: readonly Shifted[];
  /** One-sided edges that are the same before and after. */
  readonly lasting: readonly Segment[];
  /** The frame of all edges that are claimed otherwise than before. */
  readonly box: Box;
}

/** A directed edge that came, or one that went, run backwards. */
export interface Shifted {
  readonly ends: Segment;
  readonly came: boolean;
}

export function ledgerOf(proposal: Proposal): Ledger {
  const [west, south] = frameOf([...proposal.old, ...proposal.fresh]);
  const table = new EdgeTable(west, south);
  let isDecided = true;
  for (const shape of proposal.old) isDecided = table.claim(shape, 0, 0) && isDecided;
  for (const shape of proposal.fresh) isDecided = table.claim(shape, 1, 0) && isDecided;
  const fresh: Segment[] = [];
  const shift: Shifted[] = [];
  const lasting: Segment[] = [];
  const changed: Segment[] = [];
  for (let edge = 0; edge < table.low.length; edge += 1) {
    const at = 4 * edge;
    const oldBack = table.claims[at] as number;
    const oldAlong = table.claims[at + 1] as number;
    const newBack = table.claims[at + 2] as number;
    const newAlong = table.claims[at + 3] as number;
    // Most edges stay between the same two cells.
    if (oldBack === newBack && oldAlong === newAlong && oldBack + oldAlong === 2 && oldBack === 1) continue;
    const [low, high] = [table.low[edge] as number, table.high[edge] as number];
    const ahead = [table.x[low], table.y[low], table.x[high], table.y[high]] as unknown as Segment;
    if (Math.max(oldBack, oldAlong, newBack, newAlong) > 1 || low === high) isDecided = false;
    const before = oldAlong - oldBack;
    const after = newAlong - newBack;
    if (oldAlong + oldBack === 0) fresh.push(ahead);
    if (oldAlong !== newAlong || oldBack !== newBack) changed.push(ahead);
    if (after === before) {
      if (before !== 0) lasting.push(ahead);
    } else if (Math.abs(after - before) > 1) {
      isDecided = false;
    } else {
      const ends: Segment = after > before ? ahead : [ahead[2], ahead[3], ahead[0], ahead[1]];
      shift.push({ ends, came: after !== 0 });
    }
  }
  return { isDecided, fresh, shift, lasting, box: boxOf(changed) };
}

/** Return the frame of some edges. */
export function boxOf(edges: Iterable<Segment>): Box {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [ax, ay, bx, by] of edges) {
    west = Math.min(west, ax, bx);
    south = Math.min(south, ay, by);
    east = Math.max(east, ax, bx);
    north = Math.max(north, ay, by);
  }
  return [west, south, east, north];
}
