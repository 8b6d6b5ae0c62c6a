// The ways in which lines may be meant to cut a cell, the most faithful first.
import type { Shape } from "./cells";
import type { LonLat } from "./lattice";
import { NAMED_WITHIN_UNITS, distanceTo } from "./outlines";
import {
  type LocalCell,
  type Path,
  borderDistance,
  isClosed,
  keepsToBorder,
  localCell,
  localPath,
  stretchesInside,
} from "./paths";

// What runs along the border within a unit is the border.
const BAND_UNITS = 0.5 * NAMED_WITHIN_UNITS;
const BAND_STEPS = 2;
export const ENDS_WITHIN_UNITS = 2 * NAMED_WITHIN_UNITS;
const DEEP_STEPS = 16;
// On the outer edge a line ends in an existing node when there is one within 5 cm.
const OUTER_REACH_UNITS = 4.5;
// A cell may be hardly wider than that, and still be cut.
const NARROW_BAND_UNITS = 0.01;
// Half a unit, and a little for places just off the border.
const NEAREST_UNITS = 0.55;
const NUDGE_UNITS = 0.02;

/** A way to cut a cell: lines across it in units, and when they end in existing nodes. */
export interface Way {
  readonly courses: readonly Path[];
  readonly innerReach: number;
  readonly outerReach: number;
  /** Whether the lines end on the border, not just before it. */
  readonly isClose: boolean;
  /** How many good places for a new node to pass over, at the start and at the end. */
  readonly passedOver: readonly [number, number];
}

const wayOf = (
  courses: readonly Path[],
  innerReach: number,
  outerReach: number,
  isClose = false,
  passedOver: readonly [number, number] = [0, 0],
): Way => ({ courses, innerReach, outerReach, isClose, passedOver });

/** Yield the ways to cut a cell along lines, each for when those before it are refused. */
export function* waysAcross(shape: Shape, lines: readonly (readonly LonLat[])[]): Generator<Way> {
  const cell = localCell(shape);
  const paths = lines.map((line) => localPath(line, cell.origin));
  const plain = plainCourse(shape, cell, paths);
  if (plain !== null) yield wayOf([plain], NAMED_WITHIN_UNITS, OUTER_REACH_UNITS, true);
  const local = coursesOf(cell, paths, BAND_UNITS);
  const courses = local.map((course) => atHome(course, cell));
  yield wayOf(courses, NAMED_WITHIN_UNITS, OUTER_REACH_UNITS);
  const clear = courses.filter(
    (_, k) => !keepsToBorder(cell, local[k] as Path, ENDS_WITHIN_UNITS, DEEP_STEPS),
  );
  yield wayOf(clear, NAMED_WITHIN_UNITS, OUTER_REACH_UNITS);
  yield wayOf(courses, OUTER_REACH_UNITS, OUTER_REACH_UNITS);
  yield wayOf(clear, OUTER_REACH_UNITS, OUTER_REACH_UNITS);
  // Two nodes are a unit apart at least: what is shorter has no room for its ends.
  const close = coursesOf(cell, paths, NARROW_BAND_UNITS)
    .filter((course) => lengthOf(course) >= NAMED_WITHIN_UNITS)
    .map((course) => atHome(course, cell));
  for (const [inner, outer] of [
    [NAMED_WITHIN_UNITS, OUTER_REACH_UNITS],
    [NAMED_WITHIN_UNITS, NAMED_WITHIN_UNITS],
    [NEAREST_UNITS, NEAREST_UNITS],
  ] as const) {
    yield wayOf(close, inner, outer, true);
  }
  // Halfway between lattice points, either of two may be the one that keeps clear.
  for (const nudge of [NUDGE_UNITS, -NUDGE_UNITS]) {
    const nudged = close.map((course) => course.map((value) => value + nudge));
    yield wayOf(nudged, NEAREST_UNITS, NEAREST_UNITS, true);
  }
  for (const passedOver of [[1, 0], [0, 1], [1, 1]] as const) {
    yield wayOf(close, NEAREST_UNITS, NEAREST_UNITS, true, passedOver);
  }
}

/** Return the stretches of paths that lie in a cell and cut it, in order. */
function coursesOf(cell: LocalCell, paths: readonly Path[], band: number): Path[] {
  const courses = stretchesInside(cell, paths, band, BAND_STEPS).filter((piece) => {
    const ends = [piece.subarray(0, 2), piece.subarray(-2)];
    return isClosed(piece) || ends.every(([x, y]) => borderDistance(cell, x as number, y as number) <= ENDS_WITHIN_UNITS);
  });
  return courses.sort(
    (one, other) => (one[0] as number) - (other[0] as number) || (one[1] as number) - (other[1] as number),
  );
}

function atHome(course: Path, cell: LocalCell): Path {
  return course.map((value, k) => value + cell.origin[(k % 2) as 0 | 1]);
}

function lengthOf(path: Path): number {
  let sum = 0;
  for (let i = 0; i + 3 < path.length; i += 2) {
    sum += Math.hypot((path[i + 2] as number) - (path[i] as number), (path[i + 3] as number) - (path[i + 1] as number));
  }
  return sum;
}

/** Return the one stretch of a line in a cell without holes, from border to border. */
function plainCourse(shape: Shape, cell: LocalCell, paths: readonly Path[]): Path | null {
  const [path] = paths;
  if (shape.length !== 1 || shape[0]?.length !== 1 || paths.length !== 1 || path === undefined) return null;
  const found = twoCrossings(cell.rings[0] as Path, path, BAND_UNITS);
  if (found === null) return null;
  const [first, last] = found.crossings;
  const places = (from: number, to: number): number[] => [...path.subarray(2 * from, 2 * to)];
  let course: number[];
  if (!found.isAround) {
    course = [...first.place, ...places(first.step + 1, last.step + 1), ...last.place];
  } else if (isClosed(path)) {
    course = [...last.place, ...places(last.step + 1, path.length / 2), ...places(1, first.step + 1), ...first.place];
  } else {
    return null;
  }
  return atHome(Float64Array.from(course), cell);
}

interface Crossing {
  readonly step: number;
  readonly share: number;
  readonly place: readonly [number, number];
}
interface Crossings {
  readonly isAround: boolean;
  readonly crossings: readonly [Crossing, Crossing];
}

/** Find where a path crosses a ring, if it does so twice and nowhere else comes near a node. */
function twoCrossings(ring: Path, path: Path, reach: number): Crossings | null {
  const found: Crossing[] = [];
  let inside = false;
  const [x, y] = [path[0] as number, path[1] as number];
  for (let i = 0; i + 3 < ring.length; i += 2) {
    const [ax, ay, bx, by] = [ring[i], ring[i + 1], ring[i + 2], ring[i + 3]] as unknown as Quad;
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
    for (let j = 0; j + 3 < path.length; j += 2) {
      const segment = [path[j], path[j + 1], path[j + 2], path[j + 3]] as unknown as Quad;
      const crossing = crossed([ax, ay, bx, by], segment, j / 2, reach);
      if (crossing === "near") return null;
      if (crossing !== null) found.push(crossing);
      if (found.length > 2) return null;
    }
  }
  if (found.length !== 2) return null;
  found.sort((one, other) => one.step - other.step || one.share - other.share);
  return { isAround: inside, crossings: found as unknown as readonly [Crossing, Crossing] };
}

type Quad = readonly [number, number, number, number];

function crossed([ax, ay, bx, by]: Quad, [cx, cy, dx, dy]: Quad, step: number, reach: number): Crossing | "near" | null {
  if (Math.max(cx, dx) < Math.min(ax, bx) - reach || Math.min(cx, dx) > Math.max(ax, bx) + reach) return null;
  if (Math.max(cy, dy) < Math.min(ay, by) - reach || Math.min(cy, dy) > Math.max(ay, by) + reach) return null;
  const near = Math.min(
    distanceTo(ax, ay, cx, cy, dx, dy),
    distanceTo(bx, by, cx, cy, dx, dy),
    distanceTo(cx, cy, ax, ay, bx, by),
    distanceTo(dx, dy, ax, ay, bx, by),
  );
  if (near <= reach) return "near";
  const one = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx);
  const two = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx);
  const three = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  const four = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax);
  if (one > 0 === two > 0 || three > 0 === four > 0) return null;
  const share = three / (three - four);
  return { step, share, place: [cx + share * (dx - cx), cy + share * (dy - cy)] };
}
