// Whether cells leave the area that they must fill, or bare a part of it.
import { addWithin } from "./adding";
import { type Box, type Shape, grown } from "./cells";
import { Edges } from "./noding";
import { Arrangement, type Windings } from "./overlay";
import type { PlaceJson } from "./refusal";
import { edgesWithin } from "./clearance";
import { placeOf, stadium } from "./pieces";
import { areaOf } from "./trace";

// Anything bounded by lattice points has half a square unit at least; less is rounding.
const LEAST_AREA_UNITS2 = 0.25;
// A node on a slanting boundary lies beside it by less than a unit.
const BEND_UNITS = 1;
const LOOKED_AT_UNITS = 2;
const QUARTER_STEPS = 16;
const FRAME_UNITS = 5;

const [COMMUNITY, NEW, OLD, WINDOW, COMMUNITY_STRIP, NEW_STRIP, OLD_STRIP] = [0, 1, 2, 3, 4, 5, 6] as const;
const GROUPS = 7;

/**
 * Find where cells come to lie beyond a boundary by more than a unit, or bare a place within it.
 *
 * @param before All cells around the change before it.
 * @param after The same cells after it.
 * @param boundary What the cells must fill and not leave.
 * @param box The frame of all that changed.
 */
export function strays(
  before: readonly Shape[],
  after: readonly Shape[],
  boundary: Shape,
  box: Box,
): { code: "edits.outside" | "edits.gap"; place: PlaceJson } | null {
  const origin = [box[0], box[1]] as const;
  const window = grown(box, LOOKED_AT_UNITS);
  const edges = new Edges(GROUPS);
  const near = grown(box, FRAME_UNITS);
  for (const [shapes, group, strip] of [
    [[boundary], COMMUNITY, COMMUNITY_STRIP],
    [after, NEW, NEW_STRIP],
    [before, OLD, OLD_STRIP],
  ] as const) {
    addWithin(edges, shapes, group, origin, near);
    for (const edge of outerEdges(shapes, near)) {
      edges.add(stadium(edge, BEND_UNITS, QUARTER_STEPS, origin), strip, 1);
    }
  }
  const [west, south, east, north] = [window[0] - origin[0], window[1] - origin[1], window[2] - origin[0], window[3] - origin[1]];
  edges.add([west, south, east, south, east, north, west, north, west, south], WINDOW, 1);
  const has = (windings: Windings, group: number): boolean => (windings[group] as number) > 0;
  const isBeyond = (windings: Windings, cells: number): boolean =>
    has(windings, cells) && !has(windings, COMMUNITY) && !has(windings, COMMUNITY_STRIP);
  const isBare = (windings: Windings, cells: number, strip: number): boolean =>
    has(windings, COMMUNITY) && !has(windings, cells) && !has(windings, strip);
  const arrangement = new Arrangement(edges, GROUPS);
  const outside = arrangement.area(
    (windings) => has(windings, WINDOW) && isBeyond(windings, NEW) && !isBeyond(windings, OLD),
  );
  if (areaOf(outside) > LEAST_AREA_UNITS2) return { code: "edits.outside", place: placeOf(outside, origin) };
  const bare = arrangement.area(
    (windings) =>
      has(windings, WINDOW) && isBare(windings, NEW, NEW_STRIP) && !isBare(windings, OLD, OLD_STRIP),
  );
  if (areaOf(bare) > LEAST_AREA_UNITS2) return { code: "edits.gap", place: placeOf(bare, origin) };
  return null;
}

/** Return the edges that only one of some shapes has, in a box. */
function outerEdges(shapes: readonly Shape[], box: Box): (readonly [number, number, number, number])[] {
  const rings = shapes.flatMap((shape) => shape.flat());
  const found = new Map<string, readonly [number, number, number, number]>();
  for (const edge of edgesWithin(rings, box)) {
    const ends = [`${edge[0]} ${edge[1]}`, `${edge[2]} ${edge[3]}`].sort().join(" ");
    if (found.has(ends)) found.delete(ends);
    else found.set(ends, edge);
  }
  return [...found.values()];
}
