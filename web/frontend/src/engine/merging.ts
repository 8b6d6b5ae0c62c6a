// Merge cells that hang together.
import type { Boundary } from "./boundary";
import type { Shape } from "./cells";
import type { Proposal } from "./change";
import type { Coverage } from "./coverage";
import { bySize, unionOf } from "./merging-shapes";
import { Refusal, shapeAt } from "./refusal";
import { judged } from "./verdict";

/** Return the change that merges cells into the one with the lowest position. */
export function merge(coverage: Coverage, positions: readonly number[], boundary: Boundary | null): Proposal {
  const chosen = [...new Set(positions)].sort((one, other) => one - other);
  if (chosen.length < 2) throw new Refusal("InputError", "edits.too_few");
  const shapes = chosen.map((position) => coverage.shape(position));
  const merged = unionOf(shapes);
  const most = shapes.reduce((sum, shape) => sum + shape.length - 1, 1);
  if (merged.length > most) {
    throw new Refusal("CoverageError", "edits.apart", shapeAt(bySize(merged.map((part) => [part])).at(-1) as Shape));
  }
  const [first, ...removed] = chosen as [number, ...number[]];
  return judged(coverage, { replaced: new Map([[first, merged]]), added: [], removed }, boundary);
}
