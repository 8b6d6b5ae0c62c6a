// Try the ways to cut a cell until one breaks nothing.
import type { Proposal } from "./change";
import type { Coverage } from "./coverage";
import { waysAcross } from "./courses";
import { type Cut, cut, isSameCut } from "./cutting";
import { type ExactCut, exactCut } from "./exact-cut";
import type { LonLat } from "./lattice";
import { type PlaceJson, Refusal, tried } from "./refusal";

/** Makes a proposal of a cut; null where it surely breaks the clearance and no one asks why. */
export type Carry = (made: Cut, explain: boolean) => Proposal | null;

/** Return the first proposal that breaks nothing, or raise the first refusal. */
export function firstClear(
  coverage: Coverage,
  position: number,
  lines: readonly (readonly LonLat[])[],
  place: PlaceJson,
  carry: Carry,
  carryExact: (made: ExactCut) => Proposal,
): Proposal {
  const seen: Cut[] = [];
  let refusal: Refusal | null = null;
  let unexplained: Cut | null = null;
  for (const way of waysAcross(coverage.shape(position), lines)) {
    const made = tried(() => cut(coverage, position, way));
    if (made instanceof Refusal) {
      refusal ??= made;
      continue;
    }
    if (seen.some((other) => isSameCut(other, made))) continue;
    seen.push(made);
    const proposal = tried(() => carry(made, false));
    if (proposal instanceof Refusal) refusal ??= proposal;
    else if (proposal !== null) return proposal;
    else if (refusal === null) unexplained ??= made;
  }
  const exact = tried(() => carryExact(exactCut(coverage, position, lines)));
  if (!(exact instanceof Refusal)) return exact;
  const explained = unexplained === null ? null : carry(unexplained, true);
  if (explained !== null) return explained;
  throw refusal ?? new Refusal("CoverageError", "edits.clearance", place);
}
