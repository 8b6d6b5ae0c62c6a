// Which places groups of rings cover: the arrangement of their edges, and the parts of it that
// answer a question. It serves refusals and cuts; good edits are proven without it.
import { Edges, type Noded } from "./noding";
import { type FloatPart, traced } from "./trace";

/** How often each group winds around a place. */
export type Windings = ArrayLike<number>;

/** Return the area in which a question is answered yes. */
export function overlay(edges: Edges, groups: number, isChosen: (windings: Windings) => boolean): FloatPart[] {
  const noded = edges.noded();
  const { left, right } = sides(noded, groups);
  const from: number[] = [];
  const to: number[] = [];
  noded.from.forEach((start, k) => {
    const isLeft = isChosen(left[k] as Windings);
    if (isLeft === isChosen(right[k] as Windings)) return;
    const end = noded.to[k] as number;
    from.push(isLeft ? start : end);
    to.push(isLeft ? end : start);
  });
  return traced({ x: noded.x, y: noded.y, from, to });
}

/** Return what groups wind on both sides of each stretch. */
export function sides(noded: Noded, groups: number): { left: Int32Array[]; right: Int32Array[] } {
  const strips = stripsOf(noded);
  const left = noded.from.map((_, k) => windingsLeftOf(noded, k, groups, strips));
  const right = left.map((windings, k) =>
    windings.map((value, group) => value - (noded.weights[k]?.[group] as number)),
  );
  return { left, right };
}

interface Strips {
  readonly south: number;
  readonly height: number;
  readonly stretches: readonly (readonly number[])[];
}

/** Sort stretches into strips of equal height, so that a ray meets few of them. */
function stripsOf({ y, from, to }: Noded): Strips {
  const count = Math.max(1, Math.min(256, from.length));
  let [south, north] = [Infinity, -Infinity];
  for (const node of [...from, ...to]) {
    south = Math.min(south, y[node] as number);
    north = Math.max(north, y[node] as number);
  }
  const height = (north - south) / count || 1;
  const stretches: number[][] = Array.from({ length: count }, () => []);
  const strip = (value: number): number => Math.min(Math.max(Math.floor((value - south) / height), 0), count - 1);
  from.forEach((start, k) => {
    const ends = [y[start] as number, y[to[k] as number] as number];
    for (let s = strip(Math.min(...ends)); s <= strip(Math.max(...ends)); s += 1) stretches[s]?.push(k);
  });
  return { south, height, stretches };
}

/** Return the windings just left of the middle of a stretch, by a ray to the east. */
function windingsLeftOf(noded: Noded, k: number, groups: number, strips: Strips): Int32Array {
  const { x, y, from, to, weights } = noded;
  const [a, b] = [from[k] as number, to[k] as number];
  const [ax, ay, bx, by] = [x[a], y[a], x[b], y[b]] as [number, number, number, number];
  const isFlat = Math.abs(by - ay) < Math.abs(bx - ax) * 1e-6;
  const windings = new Int32Array(groups);
  const [px, py] = [(ax + bx) / 2, (ay + by) / 2];
  const add = (stretch: number, sign: number): void => {
    const row = weights[stretch] as Int32Array;
    for (let group = 0; group < groups; group += 1) {
      windings[group] = (windings[group] as number) + sign * (row[group] as number);
    }
  };
  const near = isFlat
    ? from.keys()
    : strips.stretches[Math.min(Math.max(Math.floor((py - strips.south) / strips.height), 0), strips.stretches.length - 1)];
  for (const j of near ?? []) {
    if (j === k) continue;
    const [c, d] = [from[j] as number, to[j] as number];
    // Along a level stretch the ray runs north instead: the same with the axes turned.
    const [cu, cv, du, dv] = isFlat
      ? [y[c], -(x[c] as number), y[d], -(x[d] as number)]
      : [x[c], y[c], x[d], y[d]];
    const [u, v] = isFlat ? [py, -px] : [px, py];
    const isUp = (dv as number) > v;
    if ((cv as number) > v === isUp) continue;
    const reach = (cu as number) + ((v - (cv as number)) / ((dv as number) - (cv as number))) * ((du as number) - (cu as number));
    if (reach > u) add(j, isUp ? 1 : -1);
  }
  // The place lies left of the stretch; the ray meets it where left is on the ray's far side.
  if (isFlat ? bx < ax : by > ay) add(k, 1);
  return windings;
}
