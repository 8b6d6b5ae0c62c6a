// Which places groups of rings cover: the arrangement of their edges, and the parts of it that
// answer a question. It serves refusals and cuts; good edits are proven without it.
import { Edges, type Noded } from "./noding";
import { type FloatPart, traced } from "./trace";

/** How often each group winds around a place. */
export type Windings = ArrayLike<number>;

/** Return the area in which a question is answered yes. */
export function overlay(edges: Edges, groups: number, isChosen: (windings: Windings) => boolean): FloatPart[] {
  return new Arrangement(edges, groups).area(isChosen);
}

/** Edges that meet in nodes only, and what winds around each side of them. */
export class Arrangement {
  readonly noded: Noded;
  readonly left: readonly Int32Array[];
  readonly right: readonly Int32Array[];

  constructor(edges: Edges, groups: number) {
    this.noded = edges.noded();
    const { left, right } = sides(this.noded, groups);
    this.left = left;
    this.right = right;
  }

  /** Return the area in which a question is answered yes. */
  area(isChosen: (windings: Windings) => boolean): FloatPart[] {
    const { x, y, from: starts, to: ends } = this.noded;
    const from: number[] = [];
    const to: number[] = [];
    starts.forEach((start, k) => {
      const isLeft = isChosen(this.left[k] as Windings);
      if (isLeft === isChosen(this.right[k] as Windings)) return;
      const end = ends[k] as number;
      from.push(isLeft ? start : end);
      to.push(isLeft ? end : start);
    });
    return traced({ x, y, from, to });
  }
}

interface Sides {
  readonly left: Int32Array[];
  readonly right: Int32Array[];
}

/** Return what groups wind on both sides of each stretch: by one ray, then around the nodes. */
export function sides(noded: Noded, groups: number): Sides {
  const count = noded.from.length;
  const left = new Array<Int32Array>(count);
  const right = new Array<Int32Array>(count);
  const fans = fansOf(noded);
  for (let first = 0; first < count; first += 1) {
    if (left[first] !== undefined) continue;
    const start = windingsLeftOf(noded, first, groups);
    left[first] = start;
    right[first] = start.map((value, group) => value - (noded.weights[first]?.[group] as number));
    const waiting = [noded.from[first] as number, noded.to[first] as number];
    const seen = new Set<number>();
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (seen.has(node)) continue;
      seen.add(node);
      turnAround(noded, fans.get(node) ?? [], node, left, right);
      for (const k of fans.get(node) ?? []) waiting.push(noded.from[k] === node ? (noded.to[k] as number) : (noded.from[k] as number));
    }
  }
  return { left, right };
}

/** Return the stretches at each node, counter-clockwise. */
function fansOf({ x, y, from, to }: Noded): Map<number, number[]> {
  const fans = new Map<number, number[]>();
  const put = (node: number, k: number): void => {
    const known = fans.get(node);
    if (known === undefined) fans.set(node, [k]);
    else known.push(k);
  };
  from.forEach((start, k) => {
    put(start, k);
    put(to[k] as number, k);
  });
  for (const [node, fan] of fans) {
    if (fan.length < 3) continue;
    const angles = new Map(
      fan.map((k) => {
        const other = from[k] === node ? (to[k] as number) : (from[k] as number);
        return [k, Math.atan2((y[other] as number) - (y[node] as number), (x[other] as number) - (x[node] as number))];
      }),
    );
    fan.sort((one, other) => (angles.get(one) as number) - (angles.get(other) as number));
  }
  return fans;
}

/** Carry windings from one known stretch to all around a node. */
function turnAround(noded: Noded, fan: readonly number[], node: number, left: Int32Array[], right: Int32Array[]): void {
  const begin = fan.findIndex((k) => left[k] !== undefined);
  for (let step = 1; step < fan.length; step += 1) {
    const last = fan[(begin + step - 1) % fan.length] as number;
    const next = fan[(begin + step) % fan.length] as number;
    if (left[next] !== undefined) continue;
    // What lies between both is left of the one as it leaves the node, and right of the other.
    const between = (noded.from[last] === node ? left[last] : right[last]) as Int32Array;
    const weights = noded.weights[next] as Int32Array;
    if (noded.from[next] === node) {
      right[next] = between;
      left[next] = between.map((value, group) => value + (weights[group] as number));
    } else {
      left[next] = between;
      right[next] = between.map((value, group) => value - (weights[group] as number));
    }
  }
}

/** Return the windings just left of the middle of a stretch, by a ray to the east. */
function windingsLeftOf(noded: Noded, k: number, groups: number): Int32Array {
  const { x, y, from, to, weights } = noded;
  const [a, b] = [from[k] as number, to[k] as number];
  const [ax, ay, bx, by] = [x[a], y[a], x[b], y[b]] as [number, number, number, number];
  const isFlat = Math.abs(by - ay) < Math.abs(bx - ax);
  const windings = new Int32Array(groups);
  // Along a flat stretch the ray runs north instead: the same with the axes turned.
  const across = (node: number): number => (isFlat ? -(x[node] as number) : (y[node] as number));
  const along = (node: number): number => (isFlat ? (y[node] as number) : (x[node] as number));
  const v = (across(a) + across(b)) / 2;
  const u = (along(a) + along(b)) / 2;
  const add = (stretch: number, sign: number): void => {
    const row = weights[stretch] as Int32Array;
    for (let group = 0; group < groups; group += 1) {
      windings[group] = (windings[group] as number) + sign * (row[group] as number);
    }
  };
  for (let j = 0; j < from.length; j += 1) {
    const [c, d] = [from[j] as number, to[j] as number];
    const isUp = across(d) > v;
    if (j === k || across(c) > v === isUp) continue;
    const share = (v - across(c)) / (across(d) - across(c));
    if (along(c) + share * (along(d) - along(c)) > u) add(j, isUp ? 1 : -1);
  }
  // The place lies left of the stretch; the ray meets it where left is on the ray's far side.
  if (across(b) > across(a)) add(k, 1);
  return windings;
}
