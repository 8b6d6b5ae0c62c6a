// The pieces into which lines part a cell.
import { signedArea, type FloatPart, traced } from "./trace";
import { Edges } from "./noding";
import { sides } from "./overlay";
import type { LocalCell, Path } from "./paths";

export interface Faces {
  readonly faces: FloatPart[];
  /** For each line whether it runs out of the cell somewhere. */
  readonly isOutside: readonly boolean[];
}

/** Return the faces between the rings of a cell and lines, which meet wherever they cross. */
export function facesOf(cell: LocalCell, cuts: readonly Path[]): Faces {
  const edges = new Edges(1 + cuts.length);
  for (const [k, ring] of cell.rings.entries()) edges.add(ring, 0, windingOf(cell, k));
  cuts.forEach((path, k) => edges.addMark(path, 1 + k));
  const noded = edges.noded();
  const { left, right } = sides(noded, 1);
  const from: number[] = [];
  const to: number[] = [];
  const isOutside = cuts.map(() => false);
  noded.from.forEach((start, k) => {
    const end = noded.to[k] as number;
    const [onLeft, onRight] = [left[k]?.[0] === 1, right[k]?.[0] === 1];
    if (onLeft) [from[from.length], to[to.length]] = [start, end];
    if (onRight) [from[from.length], to[to.length]] = [end, start];
    if (onLeft || onRight) return;
    cuts.forEach((_, c) => {
      if (noded.weights[k]?.[1 + c] !== 0) isOutside[c] = true;
    });
  });
  return { faces: traced({ x: noded.x, y: noded.y, from, to }), isOutside };
}

/** Return 1 where the cell lies left of a ring as it runs, else -1. */
function windingOf(cell: LocalCell, number: number): number {
  const ring = cell.rings[number] as Path;
  return signedArea(ring) > 0 === cell.isHole[number] ? -1 : 1;
}
