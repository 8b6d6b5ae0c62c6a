// Hand a piece of one cell over to another.
import type { Boundary } from "./boundary";
import { type AreaJson, type Shape, shapeOf } from "./cells";
import { type Change, type Proposal, proposalOf } from "./change";
import { addArea } from "./adding";
import type { Coverage } from "./coverage";
import { type Cut, halvesOf, piecesOf } from "./cutting";
import { type ExactCut, exactUnion } from "./exact-cut";
import type { LonLat } from "./lattice";
import { unionOf } from "./merging-shapes";
import { Edges } from "./noding";
import { overlay } from "./overlay";
import { type Origin, localCell, localPath } from "./paths";
import { Refusal, shapeAt } from "./refusal";
import { isCrowded } from "./soundness";
import { type FloatPart, areaOf, signedArea } from "./trace";
import { firstClear } from "./trying";
import { faultOf } from "./validity";
import { isCertain, judged } from "./verdict";

interface Task {
  readonly coverage: Coverage;
  readonly piece: AreaJson;
  readonly target: number;
  readonly boundary: Boundary | null;
}

/** Return the change that hands what a piece covers of one cell over to another. */
export function transfer(
  coverage: Coverage,
  piece: AreaJson,
  source: number,
  target: number,
  boundary: Boundary | null,
): Proposal {
  if (source === target || faultOf(roughShape(piece)) !== null) throw new Refusal("InputError", "edits.no_piece", piece);
  const task = { coverage, piece, target, boundary };
  const rings = piece.type === "Polygon" ? piece.coordinates : piece.coordinates.flat();
  return firstClear(
    coverage,
    source,
    rings as readonly (readonly LonLat[])[],
    piece,
    (made, explain) => transferChange(task, made, explain),
    (made) => exactChange(task, made),
  );
}

/** Return a piece in fine units, to be judged by itself: rounding to a thousandth hurts nothing. */
function roughShape(piece: AreaJson): Shape {
  const parts = piece.type === "Polygon" ? [piece.coordinates] : piece.coordinates;
  const [lon0, lat0] = parts[0]?.[0]?.[0] as LonLat;
  const fine = (place: LonLat): LonLat => [(place[0] - lon0) * 100, (place[1] - lat0) * 100];
  return shapeOf({ type: "MultiPolygon", coordinates: parts.map((rings) => rings.map((ring) => ring.map(fine))) });
}

function transferChange(task: Task, made: Cut, explain: boolean): Proposal | null {
  const { coverage, piece, boundary } = task;
  const halves = halvesOf(made);
  if (halves?.every((shape) => faultOf(shape) === null) === true) {
    const change = handedOver(task, made, halves, mostlyIn(halves, piece));
    if (change !== null) {
      const proposal = proposalOf(coverage, change);
      if (isCertain(coverage, proposal, boundary)) return proposal;
      if (!explain && isCrowded(coverage, proposal)) return null;
    }
  }
  const faces = piecesOf(made);
  const given = mostlyIn(faces, piece);
  requireSome(given, piece, coverage.shape(made.position));
  const change = handedOver(task, made, faces, given);
  if (change === null) throw new Refusal("CoverageError", "edits.clearance", piece);
  return judged(coverage, change, boundary);
}

function exactChange(task: Task, made: ExactCut): Proposal {
  const { coverage, piece, target, boundary } = task;
  const given = made.localFaces.map((face) => isMostlyWithin(face, piece, made.origin));
  requireSome(given, piece, coverage.shape(made.position));
  const taker = localParts(made.replaced.get(target) ?? coverage.shape(target), made.origin);
  const chosen = (wanted: boolean): FloatPart[] => made.localFaces.filter((_, k) => given[k] === wanted);
  const kept = exactUnion(made, chosen(false));
  const grown = exactUnion(made, [...taker, ...chosen(true)]);
  const replaced = new Map([...made.replaced, [made.position, kept], [target, grown]]);
  return judged(coverage, { replaced, added: [], removed: [] }, boundary);
}

/** Refuse to give nothing or all. */
function requireSome(given: readonly boolean[], piece: AreaJson, cell: Shape): void {
  if (!given.includes(true)) throw new Refusal("InputError", "edits.no_piece", piece);
  if (!given.includes(false)) throw new Refusal("CoverageError", "edits.empty", shapeAt(cell));
}

/** Return the change that joins some faces to another cell; null where none or all are given. */
function handedOver({ coverage, target }: Task, made: Cut, faces: readonly Shape[], given: readonly boolean[]): Change | null {
  const chosen = (wanted: boolean): Shape[] => faces.filter((_, k) => given[k] === wanted);
  const [left, handed] = [chosen(false), chosen(true)];
  if (left.length === 0 || handed.length === 0) return null;
  const taker = made.replaced.get(target) ?? coverage.shape(target);
  const grown = unionOf([taker, ...handed]);
  const kept = left.length === 1 ? (left[0] as Shape) : unionOf(left);
  const replaced = new Map([...made.replaced, [made.position, kept], [target, grown]]);
  return { replaced, added: [], removed: [] };
}

function mostlyIn(faces: readonly Shape[], piece: AreaJson): boolean[] {
  return faces.map((face) => {
    const { origin } = localCell(face);
    return localParts(face, origin).every((part) => isMostlyWithin(part, piece, origin));
  });
}

/** Return the parts of a shape near an origin, shells leftwards. */
function localParts(shape: Shape, origin: Origin): FloatPart[] {
  const edges = new Edges(1);
  addArea(edges, [shape], 0, origin);
  return overlay(edges, 1, (windings) => windings[0] === 1);
}

/** Tell whether more than half of a face lies in a piece. */
function isMostlyWithin(face: FloatPart, piece: AreaJson, origin: Origin): boolean {
  const edges = new Edges(2);
  for (const ring of face) edges.add(ring, 0, 1);
  const parts = piece.type === "Polygon" ? [piece.coordinates] : piece.coordinates;
  for (const rings of parts) {
    rings.forEach((line, k) => {
      const ring = localPath(line, origin);
      edges.add(ring, 1, signedArea(ring) > 0 === k > 0 ? -1 : 1);
    });
  }
  const shared = overlay(edges, 2, (windings) => windings[0] === 1 && windings[1] === 1);
  return 2 * areaOf(shared) > areaOf([face]);
}
