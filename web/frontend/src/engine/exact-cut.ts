// Cut a cell along lines exactly where they lie, with no eye to what is around: in a cell few units
// wide only the outcome can be judged, because a border may vanish with the piece.
import type { Shape } from "./cells";
import type { Coverage } from "./coverage";
import { aroundCell, divided, localNodes, regrown } from "./cutting";
import { facesOf } from "./faces";
import { type LonLat, type Node, isSameNode, rint } from "./lattice";
import { Edges } from "./noding";
import { type Begin, type Outline, beginsOf, holds, nearestEdge, withNode } from "./outlines";
import { overlay } from "./overlay";
import { type LocalCell, type Origin, type Path, borderDistance, isClosed, localCell, localPath, stretchesInside } from "./paths";
import { shapeFrom } from "./pieces";
import { Refusal, pointAt } from "./refusal";
import type { FloatPart } from "./trace";

const ENDS_WITHIN_UNITS = 1;
const DECIMALS_UNITS = 1e-6;

/** A cell cut along lines; the faces may have a node between lattice points. */
export interface ExactCut {
  readonly position: number;
  /** The cells, this one among them, that got new nodes. */
  readonly replaced: ReadonlyMap<number, Shape>;
  readonly origin: Origin;
  readonly localFaces: readonly FloatPart[];
}

export function exactCut(coverage: Coverage, position: number, lines: readonly (readonly LonLat[])[]): ExactCut {
  const cell = localCell(coverage.shape(position));
  let around = aroundCell(coverage, position);
  const touched = new Set<number>();
  const cuts: Path[] = [];
  for (const course of coursesOf(cell, lines)) {
    for (const node of course.isClosed ? [] : [course.nodes[0] as Node, course.nodes.at(-1) as Node]) {
      const places = placesFor(around, position, node);
      for (const place of places) touched.add(place.outline);
      around = withNode(around, places, node);
    }
    cuts.push(localNodes(course.nodes, cell.origin));
  }
  const replaced = regrown(coverage, around, touched);
  const whole = replaced.get(position) ?? coverage.shape(position);
  const grownCell = { ...localCell(whole), origin: cell.origin };
  const shifted = rebased(whole, cell.origin, grownCell);
  return { position, replaced, origin: cell.origin, localFaces: facesOf(shifted, cuts).faces };
}

/** Return a cell in units from another origin. */
function rebased(shape: Shape, origin: Origin, cell: LocalCell): LocalCell {
  const rings = shape.flat().map((ring) => Float64Array.from(ring, (value, k) => value - origin[(k % 2) as 0 | 1]));
  return { ...cell, rings };
}

export function exactPieces(made: ExactCut): Shape[] {
  return made.localFaces.map((face) => divided(shapeFrom([face], made.origin)));
}

/** Return the union of local pieces; every node of it must be a lattice point. */
export function exactUnion(made: ExactCut, pieces: readonly FloatPart[]): Shape {
  const edges = new Edges(1);
  for (const part of pieces) for (const ring of part) edges.add(ring, 0, 1);
  const whole = overlay(edges, 1, (windings) => (windings[0] as number) > 0);
  for (const ring of whole.flat()) {
    for (let i = 0; i < ring.length; i += 2) {
      const [x, y] = [ring[i] as number, ring[i + 1] as number];
      if (Math.max(Math.abs(x - Math.round(x)), Math.abs(y - Math.round(y))) > DECIMALS_UNITS) {
        throw new Refusal("CoverageError", "edits.clearance", pointAt(x + made.origin[0], y + made.origin[1]));
      }
    }
  }
  return divided(shapeFrom(whole, made.origin));
}

function coursesOf(cell: LocalCell, lines: readonly (readonly LonLat[])[]): { nodes: Node[]; isClosed: boolean }[] {
  const paths = lines.map((line) => localPath(line, cell.origin));
  return stretchesInside(cell, paths, 0, 1).flatMap((piece) => {
    const ends = [piece.subarray(0, 2), piece.subarray(-2)] as unknown as (readonly [number, number])[];
    const nodes: Node[] = [];
    for (let i = 0; i < piece.length; i += 2) {
      const node: Node = [rint(piece[i] as number) + cell.origin[0], rint(piece[i + 1] as number) + cell.origin[1]];
      const last = nodes.at(-1);
      if (last === undefined || !isSameNode(last, node)) nodes.push(node);
    }
    const isAcross = ends.every(([x, y]) => borderDistance(cell, x, y) <= ENDS_WITHIN_UNITS);
    return isAcross && nodes.length > 1 ? [{ nodes, isClosed: isClosed(piece) }] : [];
  });
}

/** Return where the edges begin that take a node in; none where the cell has it. */
function placesFor(around: readonly Outline[], position: number, node: Node): readonly Begin[] {
  const own = around.filter((outline) => outline.position === position);
  const [edge] = nearestEdge(own, node[0], node[1]);
  if (edge === null || own.some((outline) => holds(outline.ring, node))) return [];
  return beginsOf(around, edge);
}
