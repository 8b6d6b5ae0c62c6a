// Give an arc, or a stretch of it, another course.
import type { Boundary } from "./boundary";
import { nodesOf } from "./cells";
import { type Proposal, rewritten } from "./change";
import type { Coverage } from "./coverage";
import { type LonLat, type Node, isSameNode, nodeOf } from "./lattice";
import { changeOf } from "./nodes";
import { type Outline, distanceTo, nodeAt, outlinesNear, placeIn } from "./outlines";
import { Refusal, lineAt, pointAt } from "./refusal";
import { judged } from "./verdict";

/** One of the two ways between two nodes around a ring: the rest, and the way itself. */
interface Stretch {
  readonly outline: Outline;
  readonly rest: readonly Node[];
  readonly way: readonly Node[];
}

/** Return the change that replaces what lies between two nodes of one arc; null for no change. */
export function reshapeArc(
  coverage: Coverage,
  between: readonly [LonLat, LonLat],
  line: readonly LonLat[],
  boundary: Boundary | null,
): Proposal | null {
  const [start, near] = nodeAt(coverage, between[0]);
  const [end] = nodeAt(coverage, between[1]);
  const course = courseBetween(nodesOfLine(line), start, end);
  const stretches = stretchesOf(near, start, end);
  const ways = distinctWays(stretches).filter((way) => isOpen(coverage, near, way));
  if (ways.length === 0) {
    throw new Refusal("InputError", "edits.no_common_arc", lineAt([...start, ...end]));
  }
  ways.sort((one, other) => hausdorff(one, course) - hausdorff(other, course) || compareWays(one, other));
  const path = ways[0] as readonly Node[];
  if (isSameWay(path, course)) return null;
  const rings = new Map<Outline, readonly Node[]>();
  for (const { outline, rest, way } of stretches) {
    if (isSameWay(way, path)) rings.set(outline, [...course, ...rest]);
    if (isSameWay(way, [...path].reverse())) rings.set(outline, [...[...course].reverse(), ...rest]);
  }
  return judged(coverage, changeOf(rewritten(coverage, near, rings)), boundary);
}

/** Return the points of a drawn line, or refuse what is none. */
export function linePoints(line: readonly LonLat[]): readonly LonLat[] {
  const isFine = line.length > 1 && line.every((place) => place.length === 2 && place.every(Number.isFinite));
  if (!isFine) throw new Refusal("InputError", "edits.no_line");
  return line;
}

function nodesOfLine(line: readonly LonLat[]): Node[] {
  const nodes = linePoints(line).map(nodeOf);
  return nodes.filter((node, k) => k === 0 || !isSameNode(node, nodes[k - 1] as Node));
}

function courseBetween(nodes: readonly Node[], start: Node, end: Node): readonly Node[] {
  const isAt = (node: Node | undefined, goal: Node): boolean =>
    node !== undefined && Math.abs(node[0] - goal[0]) <= 1 && Math.abs(node[1] - goal[1]) <= 1;
  for (const course of [nodes, [...nodes].reverse()]) {
    if (!isSameNode(start, end) && isAt(course[0], start) && isAt(course.at(-1), end)) {
      const inner = course.slice(1, -1).filter((node) => !isSameNode(node, start) && !isSameNode(node, end));
      return [start, ...inner, end];
    }
  }
  throw new Refusal("InputError", "edits.line_ends", pointAt(...(nodes[0] as Node)));
}

function stretchesOf(near: readonly Outline[], start: Node, end: Node): Stretch[] {
  return near.flatMap((outline): Stretch[] => {
    const first = placeIn(outline.ring, start);
    if (first < 0 || placeIn(outline.ring, end) < 0) return [];
    const nodes = nodesOf(outline.ring);
    const ring = [...nodes.slice(first), ...nodes.slice(0, first)];
    const k = ring.findIndex((node) => isSameNode(node, end));
    const ahead = ring.slice(0, k + 1);
    const back = [...ring.slice(k), ring[0] as Node];
    return [
      { outline, rest: back.slice(1, -1), way: ahead },
      { outline, rest: ahead.slice(1, -1), way: back },
    ];
  });
}

/** Return each way once, as it runs from start to end. */
function distinctWays(stretches: readonly Stretch[]): (readonly Node[])[] {
  const ways = new Map<string, readonly Node[]>();
  stretches.forEach(({ way }, k) => {
    const ahead = k % 2 === 1 ? [...way].reverse() : way;
    if (!ways.has(String(ahead))) ways.set(String(ahead), ahead);
  });
  return [...ways.values()];
}

/** Tell whether no junction lies between the ends of a way. */
function isOpen(coverage: Coverage, near: readonly Outline[], way: readonly Node[]): boolean {
  if (passesJunction(way, near)) return false;
  const x = way.map((node) => node[0]);
  const y = way.map((node) => node[1]);
  const box = [Math.min(...x), Math.min(...y), Math.max(...x), Math.max(...y)] as const;
  return !passesJunction(way, outlinesNear(coverage, box));
}

function passesJunction(way: readonly Node[], outlines: readonly Outline[]): boolean {
  const place = new Map(way.map((node, k) => [String(node), k]));
  const isInner = (k: number | undefined): boolean => k !== undefined && k > 0 && k < way.length - 1;
  for (const { ring } of outlines) {
    for (let i = 0; i + 3 < ring.length; i += 2) {
      const a = place.get(`${ring[i]},${ring[i + 1]}`);
      const b = place.get(`${ring[i + 2]},${ring[i + 3]}`);
      if (!isInner(a) && !isInner(b)) continue;
      if (a === undefined || b === undefined || Math.abs(a - b) !== 1) return true;
    }
  }
  return false;
}

/** Return how far two ways are apart in units, measured from their nodes. */
function hausdorff(one: readonly Node[], other: readonly Node[]): number {
  const reach = (from: readonly Node[], to: readonly Node[]): number =>
    Math.max(
      ...from.map((node) =>
        Math.min(
          ...to.slice(1).map((end, k) => distanceTo(...node, ...(to[k] as Node), ...end)),
        ),
      ),
    );
  return Math.max(reach(one, other), reach(other, one));
}

function compareWays(one: readonly Node[], other: readonly Node[]): number {
  const [first, second] = [one.flat(), other.flat()];
  for (let k = 0; k < Math.min(first.length, second.length); k += 1) {
    const apart = (first[k] as number) - (second[k] as number);
    if (apart !== 0) return apart;
  }
  return first.length - second.length;
}

function isSameWay(one: readonly Node[], other: readonly Node[]): boolean {
  return one.length === other.length && one.every((node, k) => isSameNode(node, other[k] as Node));
}
