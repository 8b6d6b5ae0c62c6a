// The polygon between an old and a new course of the outer edge, decided in whole units.
import { side } from "./exact";
import type { Segment, Shifted } from "./ledger";

/** Return whether two edges have a point in common. */
function meet(one: Segment, other: Segment): boolean {
  const [ax, ay, bx, by] = one;
  const [cx, cy, dx, dy] = other;
  if (Math.max(ax, bx) < Math.min(cx, dx) || Math.max(cx, dx) < Math.min(ax, bx)) return false;
  if (Math.max(ay, by) < Math.min(cy, dy) || Math.max(cy, dy) < Math.min(ay, by)) return false;
  const isApart = side(ax, ay, bx, by, cx, cy) * side(ax, ay, bx, by, dx, dy) > 0;
  return !isApart && side(cx, cy, dx, dy, ax, ay) * side(cx, cy, dx, dy, bx, by) <= 0;
}

/** Put directed edges in order around one simple polygon; null where they form none. */
export function asLoop(shift: readonly Shifted[]): Shifted[] | null {
  const loop: Shifted[] = [shift[0] as Shifted];
  for (let k = 1; k <= shift.length; k += 1) {
    const [, , x, y] = (loop[k - 1] as Shifted).ends;
    const following = shift.filter(({ ends }) => ends[0] === x && ends[1] === y);
    if (following.length !== 1) return null;
    if ((following[0] === shift[0]) !== (k === shift.length)) return null;
    if (k < shift.length) loop.push(following[0] as Shifted);
  }
  return isSimple(loop) ? loop : null;
}

function isSimple(loop: readonly Shifted[]): boolean {
  const count = loop.length;
  for (let j = 0; j < count; j += 1) {
    const edge = (loop[j] as Shifted).ends;
    const [ax, ay, bx, by] = edge;
    const [, , cx, cy] = (loop[(j + 1) % count] as Shifted).ends;
    const back = (ax - bx) * (cx - bx) + (ay - by) * (cy - by);
    if (back > 0 && side(ax, ay, bx, by, cx, cy) === 0) return false;
    for (let k = j + 2; k < count; k += 1) {
      if ((k + 1) % count !== j && meet(edge, (loop[k] as Shifted).ends)) return false;
    }
  }
  return true;
}

/** Tell whether all nodes of some edges lie on one line. */
export function isStraight(shift: readonly Shifted[]): boolean {
  const [ax, ay, bx, by] = (shift[0] as Shifted).ends;
  return shift.every(
    ({ ends: [cx, cy, dx, dy] }) => side(ax, ay, bx, by, cx, cy) === 0 && side(ax, ay, bx, by, dx, dy) === 0,
  );
}

/** Tell whether a place lies inside a polygon or on its edge; `scale` enlarges the polygon. */
function isWithin(loop: readonly Shifted[], x: number, y: number, scale = 1): boolean {
  let inside = false;
  for (const { ends } of loop) {
    const [ax, ay, bx, by] = ends.map((value) => value * scale) as unknown as Segment;
    const isBesideX = Math.min(ax, bx) <= x && x <= Math.max(ax, bx);
    const isBesideY = Math.min(ay, by) <= y && y <= Math.max(ay, by);
    const where = side(ax, ay, bx, by, x, y);
    if (isBesideX && isBesideY && where === 0) return true;
    if (ay > y !== by > y && where > 0 === by > ay) inside = !inside;
  }
  return inside;
}

/** Tell whether the polygon has one new and one old course, and no edge lies in it or along it. */
export function isClean(loop: readonly Shifted[], edges: readonly Segment[]): boolean {
  const before = (k: number): Shifted => loop[(k + loop.length - 1) % loop.length] as Shifted;
  const changes = loop.filter((edge, k) => edge.came !== before(k).came).length;
  if (changes !== 2) return false;
  for (const [ax, ay, bx, by] of edges) {
    let within = 0;
    for (const [x, y] of [
      [ax, ay],
      [bx, by],
    ] as const) {
      if (!isWithin(loop, x, y)) continue;
      within += 1;
      const corner = loop.findIndex(({ ends }) => ends[0] === x && ends[1] === y);
      if (corner < 0 || ((loop[corner] as Shifted).came && before(corner).came)) return false;
    }
    if (within === 2 && isWithin(loop, ax + bx, ay + by, 2)) return false;
  }
  return true;
}
