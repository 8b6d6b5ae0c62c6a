// A quick proof that a change keeps the partition exact, by the edges that change. What it leaves
// open is judged at length. The library's module of this name tells why the proof is enough.
import type { Boundary } from "./boundary";
import { type Shape, grown, joinedBox } from "./cells";
import type { Proposal } from "./change";
import { REACH_UNITS, edgesWithin, keepClear } from "./clearance";
import { strays } from "./confines";
import type { Coverage } from "./coverage";
import { type Ledger, type Segment, type Shifted, boxOf, ledgerOf } from "./ledger";
import { asLoop, isClean, isStraight } from "./loops";
import { anyHole, pinchOf } from "./pinching";
import { faultWithoutCrossings } from "./validity";

/** Tell whether a change surely keeps the partition exact; false says nothing. */
export function isSound(coverage: Coverage, proposal: Proposal, boundary: Boundary | null): boolean {
  if (!proposal.fresh.every(hasRings)) return false;
  const ledger = ledgerOf(proposal);
  if (!ledger.isDecided) return false;
  const { fresh, shift } = ledger;
  const isHoled = anyHole([...proposal.old, ...proposal.fresh]);
  if (fresh.length === 0 && shift.length === 0) {
    return areValid(proposal) && (!isHoled || pinchOf(coverage, proposal) === null);
  }
  const box = changedBox(ledger);
  const beside = besides(coverage, proposal, box);
  const others = edgesWithin(
    beside.flatMap((shape) => shape.flat()),
    box,
  );
  if (!isClear(proposal, fresh, others) || !areValid(proposal)) return false;
  if ((isHoled || anyHole(beside)) && pinchOf(coverage, proposal) !== null) return false;
  const loop = loopOf(shift, [...ledger.lasting, ...others]);
  if (loop === null || boundary === null || loop.length === 0) return loop !== null;
  return strays([...proposal.old, ...beside], [...proposal.fresh, ...beside], boundary.shape, box) === null;
}

/** Tell whether a change surely breaks the clearance; false says nothing. */
export function isCrowded(coverage: Coverage, proposal: Proposal): boolean {
  const { fresh } = ledgerOf(proposal);
  if (fresh.length === 0) return false;
  const box = grown(boxOf(fresh), REACH_UNITS);
  const beside = besides(coverage, proposal, box);
  const others = edgesWithin(
    beside.flatMap((shape) => shape.flat()),
    box,
  );
  return !isClear(proposal, fresh, others);
}

function isClear(proposal: Proposal, fresh: readonly Segment[], others: readonly Segment[]): boolean {
  const box = grown(boxOf(fresh.length > 0 ? fresh : others), REACH_UNITS);
  const after = edgesWithin(
    proposal.fresh.flatMap((shape) => shape.flat()),
    box,
  );
  return keepClear(fresh, [...after, ...others]);
}

function hasRings(shape: Shape): boolean {
  return shape.length > 0 && shape.every((part) => part.every((ring) => ring.length >= 8));
}

function areValid(proposal: Proposal): boolean {
  return proposal.fresh.every((shape) => faultWithoutCrossings(shape) === null);
}

function changedBox(ledger: Ledger): readonly [number, number, number, number] {
  const box = joinedBox(boxOf(ledger.fresh), boxOf(ledger.shift.map(({ ends }) => ends)));
  return grown(box, REACH_UNITS);
}

/** Return the cells in a box that do not change. */
function besides(coverage: Coverage, proposal: Proposal, box: readonly [number, number, number, number]): Shape[] {
  return coverage
    .near(box)
    .filter((position) => !proposal.before.includes(position))
    .map((position) => coverage.shape(position));
}

/** Return the polygon between the old and the new outer edge; empty where it stays or only bends. */
function loopOf(shift: readonly Shifted[], edges: readonly Segment[]): readonly Shifted[] | null {
  if (shift.length === 0 || isStraight(shift)) return [];
  const loop = asLoop(shift);
  return loop !== null && isClean(loop, edges) ? loop : null;
}
