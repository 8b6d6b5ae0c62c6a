// Cut a cell along lines: new nodes on its border first, then the pieces between them.
import { type Shape, frameOf, grown, nodesOf, ringOf } from "./cells";
import { rewritten } from "./change";
import { nodesAround, takesNode } from "./clearance";
import { ENDS_WITHIN_UNITS, type Way } from "./courses";
import type { Coverage } from "./coverage";
import { LONGEST_EDGE_UNITS, dividedRing } from "./long-edges";
import { type LonLat, type Node, compareNodes, isSameNode, rint } from "./lattice";
import { type Begin, type Outline, beginsOf, holds, nearestEdge, outlinesOf, placeIn, withNode } from "./outlines";
import { type Origin, type Path, borderDistance, localCell } from "./paths";
import { facesOf } from "./faces";
import { shapeFrom } from "./pieces";
import { Refusal, pointAt } from "./refusal";

const FRAME_UNITS = 8;
const DECIMALS_UNITS = 1e-9;
const SURELY_SHORT_UNITS = 0.7 * LONGEST_EDGE_UNITS;

/** A cell with lines across it, as arrays of nodes from border to border or closed. */
export interface Cut {
  readonly position: number;
  readonly around: readonly Outline[];
  /** The cell with its new nodes. */
  readonly whole: Shape;
  /** The other cells that got new nodes. */
  readonly replaced: ReadonlyMap<number, Shape>;
  readonly courses: readonly (readonly Node[])[];
}

/** Return the rings of a cell and of all cells around it. */
export function aroundCell(coverage: Coverage, position: number): Outline[] {
  const frame = grown(frameOf([coverage.shape(position)]), FRAME_UNITS);
  return outlinesOf(coverage, coverage.near(frame));
}

export function cut(coverage: Coverage, position: number, way: Way): Cut {
  let around = aroundCell(coverage, position);
  const touched = new Set<number>();
  const drawn: Node[][] = [];
  for (const course of way.courses) {
    const ends: Node[] = [];
    for (const which of [0, 1] as const) {
      const [node, places] = ending(around, position, course, which, way);
      for (const place of places) touched.add(place.outline);
      around = withNode(around, places, node);
      ends.push(node);
    }
    drawn.push(rounded(course, ends as [Node, Node]));
  }
  const shapes = regrown(coverage, around, touched);
  const whole = shapes.get(position) ?? coverage.shape(position);
  shapes.delete(position);
  return { position, around, whole, replaced: shapes, courses: drawn.filter((course) => course.length > 1) };
}

/** Return the cells of outlines that got new nodes. */
export function regrown(coverage: Coverage, around: readonly Outline[], touched: Iterable<number>): Map<number, Shape> {
  const rings = new Map<Outline, readonly Node[]>();
  for (const number of touched) {
    const outline = around[number] as Outline;
    rings.set(outline, nodesOf(outline.ring));
  }
  return rewritten(coverage, around, rings);
}

export function isSameCut(one: Cut, other: Cut): boolean {
  return JSON.stringify(one.courses) === JSON.stringify(other.courses);
}

/** Find the node of a cell's border in which a line ends, and the edges that it is put into. */
function ending(
  around: readonly Outline[],
  position: number,
  course: Path,
  which: 0 | 1,
  way: Way,
): readonly [Node, readonly Begin[]] {
  const end = (which === 0 ? course.slice(0, 2) : course.slice(-2)) as unknown as readonly [number, number];
  const own = around.filter((outline) => outline.position === position);
  const [edge, away] = nearestEdge(own, end[0], end[1]);
  if (edge === null || away > ENDS_WITHIN_UNITS) return [[rint(end[0]), rint(end[1])], []];
  const places = beginsOf(around, edge);
  const reach = places.length > 1 ? way.innerReach : way.outerReach;
  const [nearest] = edge
    .map((node) => ({ node, apart: Math.hypot(node[0] - end[0], node[1] - end[1]) }))
    .sort((one, other) => one.apart - other.apart || compareNodes(one.node, other.node));
  if (nearest !== undefined && nearest.apart <= reach) return [nearest.node, []];
  const wish: LonLat = way.isClose ? [end[0], end[1]] : footOf(edge, end);
  let passed = 0;
  for (const node of nodesAround(wish)) {
    if (around.some((outline) => holds(outline.ring, node)) || !takesNode(around, edge, node)) continue;
    if (passed === way.passedOver[which]) return [node, places];
    passed += 1;
  }
  throw new Refusal("CoverageError", "edits.clearance", pointAt(...wish));
}

function footOf([start, end]: readonly [Node, Node], place: readonly [number, number]): LonLat {
  const [sx, sy] = [end[0] - start[0], end[1] - start[1]];
  const share = ((place[0] - start[0]) * sx + (place[1] - start[1]) * sy) / (sx * sx + sy * sy);
  return [start[0] + sx * share, start[1] + sy * share];
}

/** Round a course to nodes between two ends, repeats left out. */
function rounded(course: Path, ends: readonly [Node, Node]): Node[] {
  if (course.length === 4 && !isSameNode(...ends)) return [...ends];
  const inner: Node[] = [];
  for (let i = 2; i + 2 < course.length; i += 2) {
    const node: Node = [rint(course[i] as number), rint(course[i + 1] as number)];
    if (!ends.some((end) => isSameNode(end, node))) inner.push(node);
  }
  return [ends[0], ...inner, ends[1]].filter(
    (node, k, all) => k === 0 || !isSameNode(node, all[k - 1] as Node),
  );
}

/** Return the two pieces of a cell of one ring with one line, unchecked; null for any other. */
export function halvesOf(made: Cut): readonly [Shape, Shape] | null {
  const own = made.around.filter((outline) => outline.position === made.position);
  const [line] = made.courses;
  if (own.length !== 1 || made.courses.length !== 1 || line === undefined || isLong(line)) return null;
  const ring = (own[0] as Outline).ring;
  let [start, end] = [placeIn(ring, line[0] as Node), placeIn(ring, line.at(-1) as Node)];
  if (Math.min(start, end) < 0 || start === end) return null;
  let course = line;
  if (start > end) [start, end, course] = [end, start, [...line].reverse()];
  const nodes = nodesOf(ring);
  const first = [...nodes.slice(start, end), ...course.slice(1).reverse()];
  const second = [...nodes.slice(end), ...nodes.slice(0, start), ...course.slice(0, -1)];
  if (Math.min(first.length, second.length) < 3) return null;
  return [[[ringOf(first)]], [[ringOf(second)]]];
}

function isLong(nodes: readonly Node[]): boolean {
  return nodes.some((node, k) => {
    const next = nodes[k + 1];
    if (next === undefined) return false;
    return Math.max(Math.abs(next[0] - node[0]), Math.abs(next[1] - node[1])) > SURELY_SHORT_UNITS;
  });
}

/** Return the pieces of a cell, one per part at least; refuse lines that break the clearance. */
export function piecesOf(made: Cut): Shape[] {
  const cell = localCell(made.whole);
  const cuts = made.courses.map((course) => localNodes(course, cell.origin));
  const { faces, isOutside } = facesOf(cell, cuts);
  made.courses.forEach((course, k) => {
    if (isOutside[k] === true || !isSimpleLine(course)) {
      throw new Refusal("CoverageError", "edits.clearance", pointAt(...(course[course.length >> 1] as Node)));
    }
  });
  requireClear(made, cell.origin);
  return faces.map((face) => divided(shapeFrom([face], cell.origin)));
}

export function divided(shape: Shape): Shape {
  return shape.map((part) => part.map((ring) => dividedRing(ring, LONGEST_EDGE_UNITS)));
}

export function localNodes(nodes: readonly Node[], origin: Origin): Path {
  return Float64Array.from(nodes.flatMap(([x, y]) => [x - origin[0], y - origin[1]]));
}

/** Tell whether a line passes no node twice but, if closed, its first. */
function isSimpleLine(course: readonly Node[]): boolean {
  const inner = isSameNode(course[0] as Node, course.at(-1) as Node) ? course.slice(1) : course;
  if (new Set(inner.map(String)).size < inner.length) return false;
  return course.every((node, k) =>
    course.slice(k + 2).every((start, j) => {
      const end = course[k + 3 + j];
      const next = course[k + 1];
      return end === undefined || next === undefined || !crossProperly(node, next, start, end);
    }),
  );
}

function crossProperly(a: Node, b: Node, c: Node, d: Node): boolean {
  const turnOf = (from: Node, to: Node, place: Node): number =>
    (to[0] - from[0]) * (place[1] - from[1]) - (to[1] - from[1]) * (place[0] - from[0]);
  return turnOf(a, b, c) * turnOf(a, b, d) < 0 && turnOf(c, d, a) * turnOf(c, d, b) < 0;
}

/** Refuse cuts that touch the border or each other elsewhere than in nodes of both. */
function requireClear(made: Cut, origin: Origin): void {
  const cell = localCell(made.whole);
  const own = new Set(made.whole.flat().flatMap((ring) => nodesOf(ring).map(String)));
  const drawn = new Map(made.courses.flat().map((node) => [String(node), node]));
  const fresh = [...drawn].filter(([name]) => !own.has(name)).map(([, node]) => node);
  for (const node of fresh.sort(compareNodes)) {
    if (borderDistance(cell, node[0] - origin[0], node[1] - origin[1]) < 1 - DECIMALS_UNITS) {
      throw new Refusal("CoverageError", "edits.clearance", pointAt(...node));
    }
  }
  made.courses.forEach((course, k) => {
    for (const other of made.courses.slice(k + 1)) {
      course.forEach((node, i) => {
        const next = course[i + 1];
        if (next === undefined) return;
        other.forEach((start, j) => {
          const end = other[j + 1];
          if (end === undefined || !crossProperly(node, next, start, end)) return;
          throw new Refusal("CoverageError", "edits.clearance", pointAt(...middleOf(node, next)));
        });
      });
    }
  });
}

function middleOf(one: Node, other: Node): readonly [number, number] {
  return [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2];
}
