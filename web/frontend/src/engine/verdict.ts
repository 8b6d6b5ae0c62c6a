// Whether the cells still form an exact partition after a change, and if not, why and where.
import { addWithin, isBeside } from "./adding";
import type { Boundary } from "./boundary";
import { type Box, type Shape, doubleArea, frameOf, grown, ringsOf } from "./cells";
import { type Change, type Proposal, proposalOf } from "./change";
import { strays } from "./confines";
import type { Coverage } from "./coverage";
import { ledgerOf } from "./ledger";
import { missIn } from "./misses";
import { UNITS_PER_DEGREE } from "./lattice";
import { Edges } from "./noding";
import { overlay } from "./overlay";
import { placeOf } from "./pieces";
import { pinchOf } from "./pinching";
import { type PlaceJson, Refusal, lineAt, pointAt, shapeAt } from "./refusal";
import { isSound } from "./soundness";
import { type FloatPart, areaOf } from "./trace";
import { faultOf } from "./validity";

// Whoever is nearer than this to a change may be affected by it.
const REACH_UNITS = 3;
// A void bounded by lattice points has half a square unit at least; less is rounding.
const LEAST_VOID_UNITS2 = 0.25;
const LEAST_OVERLAP_UNITS2 = 1e-3;

/** Work a change out, and refuse it when it would break the partition. */
export function judged(coverage: Coverage, change: Change, boundary: Boundary | null): Proposal {
  const proposal = proposalOf(coverage, change);
  if (!isCertain(coverage, proposal, boundary)) examine(coverage, proposal, boundary);
  return proposal;
}

/** Tell whether a change surely keeps the partition; false leaves it open. */
export function isCertain(coverage: Coverage, proposal: Proposal, boundary: Boundary | null): boolean {
  return tornOf(coverage, proposal) === null && isSound(coverage, proposal, boundary);
}

/** Look at all that a change may break, and refuse it with the gravest fault and its place. */
function examine(coverage: Coverage, proposal: Proposal, boundary: Boundary | null): void {
  const { old, fresh } = proposal;
  if (fresh.some((shape) => areaInDegrees(shape) === 0)) refuse("edits.empty", shapeAt(old[0] as Shape));
  // Elsewhere all is as it was, and that was right.
  const box = grown(ledgerOf(proposal).box, REACH_UNITS);
  const others = around(coverage, proposal, box);
  requireDisjoint(fresh, others, box);
  const torn = tornOf(coverage, proposal);
  if (torn !== null) refuse("edits.parts", shapeAt([leastPart(torn)]));
  const gap = newVoid(old, fresh, others, box);
  if (gap !== null) refuse("edits.gap", gap);
  if (boundary !== null) {
    const fault = strays([...old, ...others], [...fresh, ...others], boundary.shape, box);
    if (fault !== null) refuse(fault.code, fault.place);
  }
  const miss = missIn(fresh, others, box);
  if (miss !== null) refuse("edits.clearance", miss);
  const pinch = pinchOf(coverage, proposal);
  if (pinch !== null) refuse("edits.pinch", lineAt(pinch));
}

function refuse(code: string, place: PlaceJson): never {
  throw new Refusal("CoverageError", code, place);
}

function around(coverage: Coverage, proposal: Proposal, box: Box): Shape[] {
  return coverage
    .near(box)
    .filter((position) => !proposal.before.includes(position))
    .map((position) => coverage.shape(position));
}

/** Return a cell of more parts than it may have. */
function tornOf(coverage: Coverage, proposal: Proposal): Shape | null {
  const joined = proposal.removed.reduce((sum, position) => sum + coverage.shape(position).length - 1, 0);
  for (const [k, shape] of proposal.fresh.entries()) {
    const position = proposal.replaced[k];
    const allowed = position === undefined ? 1 : coverage.shape(position).length + joined;
    if (shape.length > allowed) return shape;
  }
  return null;
}

/** Return the area of a shape in square degrees, summed up as the library sums it up. */
function areaInDegrees(shape: Shape): number {
  let area = 0;
  for (const [ring, isHole] of ringsOf(shape)) {
    const at = (k: number): number => (ring[k] as number) / UNITS_PER_DEGREE;
    let double = 0;
    for (let i = 2; i + 3 < ring.length; i += 2) double += (at(i) - at(0)) * (at(i - 1) - at(i + 3));
    area += isHole ? -Math.abs(double) : Math.abs(double);
  }
  return area;
}

function leastPart(shape: Shape): Shape[number] {
  const size = (part: Shape[number]): bigint => doubleArea([part]);
  return shape.reduce((least, part) => (size(part) < size(least) ? part : least));
}

/** Refuse cells that lie upon others, or upon themselves or each other. */
function requireDisjoint(fresh: readonly Shape[], others: readonly Shape[], box: Box): void {
  const faults = fresh.map(faultOf);
  const fault = faults.find((place) => place !== null) ?? null;
  const upon = largestShared(fresh, others, box);
  if (upon !== null) refuse("edits.third_cell", upon);
  if (fault !== null) refuse("edits.fold", pointAt(...fault));
  for (const [k, shape] of fresh.entries()) {
    for (const other of fresh.slice(k + 1)) {
      const shared = sharedBy(shape, other, box);
      if (areaOf(shared) > LEAST_OVERLAP_UNITS2) refuse("edits.fold", placeOf(shared, [box[0], box[1]]));
    }
  }
}

/** Return the largest piece that a changed and an unchanged cell both cover. */
function largestShared(fresh: readonly Shape[], others: readonly Shape[], box: Box): PlaceJson | null {
  let largest: FloatPart | null = null;
  let most = LEAST_OVERLAP_UNITS2;
  for (const shape of fresh) {
    for (const other of others) {
      for (const part of sharedBy(shape, other, box)) {
        if (areaOf([part]) > most) [largest, most] = [part, areaOf([part])];
      }
    }
  }
  return largest === null ? null : placeOf([largest], [box[0], box[1]]);
}

/** Return what two shapes both cover in a box; one that crosses itself covers all it encloses. */
function sharedBy(one: Shape, other: Shape, box: Box): FloatPart[] {
  if (!isBeside(frameOf([one]), box) || !isBeside(frameOf([other]), box)) return [];
  const origin = [box[0], box[1]] as const;
  const edges = new Edges(2);
  addWithin(edges, [one], 0, origin, box);
  addWithin(edges, [other], 1, origin, box);
  return overlay(edges, 2, (windings) => windings[0] !== 0 && windings[1] !== 0);
}

/** Find a void that was covered before. */
function newVoid(old: readonly Shape[], fresh: readonly Shape[], others: readonly Shape[], box: Box): PlaceJson | null {
  const origin = [box[0], box[1]] as const;
  const edges = new Edges(2);
  addWithin(edges, [...fresh, ...others], 0, origin, box);
  const [east, north] = [box[2] - box[0], box[3] - box[1]];
  edges.add([0, 0, east, 0, east, north, 0, north, 0, 0], 1, 1);
  const bare = overlay(edges, 2, (windings) => windings[0] === 0 && windings[1] === 1);
  for (const part of bare) {
    // What reaches the frame lies outside the community, or was void before.
    if (part[0]?.some((value, k) => value === 0 || value === (k % 2 === 0 ? east : north)) === true) continue;
    const rest = new Edges(2);
    part.forEach((ring) => rest.add(ring, 0, 1));
    addWithin(rest, old, 1, origin, box);
    const uncovered = overlay(rest, 2, (windings) => windings[0] === 1 && windings[1] === 0);
    if (areaOf([part]) > 0 && areaOf(uncovered) < LEAST_VOID_UNITS2) return placeOf([part], origin);
  }
  return null;
}
