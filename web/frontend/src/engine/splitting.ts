// Split a cell along a line.
import type { Boundary } from "./boundary";
import { type Part, type Shape } from "./cells";
import { type Proposal, proposalOf } from "./change";
import type { Coverage } from "./coverage";
import { type Cut, halvesOf, piecesOf } from "./cutting";
import { type ExactCut, exactPieces } from "./exact-cut";
import { type LonLat, UNITS_PER_DEGREE } from "./lattice";
import { bySize } from "./merging-shapes";
import { type PlaceJson, Refusal, lineAt, shapeAt } from "./refusal";
import { linePoints } from "./reshape";
import { isCrowded } from "./soundness";
import { locate } from "./trace";
import { firstClear } from "./trying";
import { isCertain, judged } from "./verdict";

/** Return the change that splits a cell in two: the larger part stays, the other is added. */
export function split(coverage: Coverage, position: number, line: readonly LonLat[], boundary: Boundary | null): Proposal {
  const path = linePoints(line);
  const place = lineAt(path.flatMap(([lon, lat]) => [lon * UNITS_PER_DEGREE, lat * UNITS_PER_DEGREE]));
  return firstClear(
    coverage,
    position,
    [path],
    place,
    (made, explain) => splitChange(coverage, made, place, boundary, explain),
    (made) => divide(coverage, made, exactPieces(made), place, boundary),
  );
}

function splitChange(
  coverage: Coverage,
  made: Cut,
  place: PlaceJson,
  boundary: Boundary | null,
  explain: boolean,
): Proposal | null {
  const halves = halvesOf(made);
  if (halves !== null) {
    const [large, small] = bySize(halves) as [Shape, Shape];
    const replaced = new Map([...made.replaced, [made.position, large]]);
    const proposal = proposalOf(coverage, { replaced, added: [small], removed: [] });
    if (isCertain(coverage, proposal, boundary)) return proposal;
    if (!explain && isCrowded(coverage, proposal)) return null;
  }
  return divide(coverage, made, piecesOf(made), place, boundary);
}

/** Split a cell in the two pieces that a cut makes of it. */
function divide(
  coverage: Coverage,
  made: Cut | ExactCut,
  faces: readonly Shape[],
  place: PlaceJson,
  boundary: Boundary | null,
): Proposal {
  const cell = coverage.shape(made.position);
  if (faces.length <= cell.length) throw new Refusal("InputError", "edits.no_split", place, { position: made.position + 1 });
  const pieces = bySize(cutPieces(cell, faces));
  if (faces.length > cell.length + 1 || pieces.length !== 2) {
    throw new Refusal("CoverageError", "edits.parts", shapeAt(pieces.at(-1) as Shape));
  }
  const [large, small] = pieces as [Shape, Shape];
  const rest = faces.filter((face) => !pieces.includes(face)).map((face) => face[0] as Part);
  const whole = [large[0] as Part, ...rest];
  const replaced = new Map([...made.replaced, [made.position, whole as Shape]]);
  return judged(coverage, { replaced, added: [small], removed: [] }, boundary);
}

/** Return the faces that share a part of the cell with another face. */
function cutPieces(cell: Shape, faces: readonly Shape[]): Shape[] {
  const owners = faces.map((face) => {
    const inside = cell.map((part) => nodesWithin(part, face));
    return inside.indexOf(Math.max(...inside));
  });
  return faces.filter((_, k) => owners.filter((owner) => owner === owners[k]).length > 1);
}

/** Return how many nodes of a face lie in a part or on its border, less those that do not. */
function nodesWithin(part: Part, face: Shape): number {
  const shell = part[0] as ArrayLike<number>;
  let inside = 0;
  for (const ring of face.flat()) {
    for (let i = 0; i + 3 < ring.length; i += 2) {
      inside += locate(shell, ring[i] as number, ring[i + 1] as number) >= 0 ? 1 : -1;
    }
  }
  return inside;
}
