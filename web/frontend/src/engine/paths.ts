// Drawn lines in units near an origin, and the stretches of them that lie in a cell.
import { type Shape, frameOf, ringsOf } from "./cells";
import { type LonLat, UNITS_PER_DEGREE } from "./lattice";
import { distanceTo } from "./outlines";
import { stadium } from "./pieces";
import { AskServer } from "./refusal";
import { locate } from "./trace";

/** Places, x and y one after the other. */
export type Path = Float64Array;
export type Origin = readonly [number, number];

/** Cells in units near an origin, ready to be asked. */
export interface LocalCell {
  readonly origin: Origin;
  /** The rings, closed, in whole units from the origin. */
  readonly rings: readonly Float64Array[];
  /** Which of them are holes. */
  readonly isHole: readonly boolean[];
}

// A stretch shorter than this share of its segment comes from rounding.
const NOTHING = 1e-12;

export function localCell(shape: Shape): LocalCell {
  const [west, south] = frameOf([shape]);
  const origin: Origin = [west, south];
  const listed = [...ringsOf(shape)];
  return {
    origin,
    rings: listed.map(([ring]) => Float64Array.from(ring, (value, k) => value - origin[(k % 2) as 0 | 1])),
    isHole: listed.map(([, isHole]) => isHole),
  };
}

export function localPath(line: readonly LonLat[], origin: Origin): Path {
  return Float64Array.from(line.flatMap(([lon, lat]) => [
    lon * UNITS_PER_DEGREE - origin[0],
    lat * UNITS_PER_DEGREE - origin[1],
  ]));
}

export function isClosed(path: Path): boolean {
  return path[0] === path.at(-2) && path[1] === path.at(-1);
}

/** Tell whether a place lies in a cell of any rings, not on its border. */
export function isInside(cell: LocalCell, x: number, y: number): boolean {
  let inside = false;
  for (const ring of cell.rings) {
    const where = locate(ring, x, y);
    if (where === 0) return false;
    if (where > 0) inside = !inside;
  }
  return inside;
}

/** Return how far a place is from the border of a cell. */
export function borderDistance(cell: LocalCell, x: number, y: number): number {
  let least = Infinity;
  for (const ring of cell.rings) {
    for (let i = 0; i + 3 < ring.length; i += 2) {
      const away = distanceTo(x, y, ring[i] as number, ring[i + 1] as number, ring[i + 2] as number, ring[i + 3] as number);
      if (away < least) least = away;
    }
  }
  return least;
}

/** Shares of the way along a segment. */
type Span = readonly [number, number];

/**
 * Return the stretches of paths inside a cell, farther from its border than a band.
 *
 * @param quarterSteps How many steps round a quarter of the band's ends, as the library draws it.
 */
export function stretchesInside(cell: LocalCell, paths: readonly Path[], band: number, quarterSteps: number): Path[] {
  const found = paths.flatMap((path) => insidePieces(cell, path, band, quarterSteps));
  requireSimple(found);
  return found;
}

function insidePieces(cell: LocalCell, path: Path, band: number, quarterSteps: number): Path[] {
  const pieces: number[][] = [];
  let isRunning = false;
  let startsInside = false;
  for (let i = 0; i + 3 < path.length; i += 2) {
    const [cx, cy, dx, dy] = [path[i], path[i + 1], path[i + 2], path[i + 3]] as unknown as Quad;
    const spans = insideSpans(cell, [cx, cy, dx, dy], band, quarterSteps);
    for (const [from, to] of spans) {
      if (from > 0 || !isRunning) pieces.push([cx + from * (dx - cx), cy + from * (dy - cy)]);
      if (i === 0 && from === 0) startsInside = true;
      pieces.at(-1)?.push(cx + to * (dx - cx), cy + to * (dy - cy));
      isRunning = to === 1;
    }
    if (spans.length === 0) isRunning = false;
  }
  if (isClosed(path) && isRunning && startsInside && pieces.length > 1) {
    const last = pieces.pop() as number[];
    pieces[0] = [...last, ...(pieces[0] as number[]).slice(2)];
  }
  return pieces.map((piece) => Float64Array.from(piece));
}

type Quad = readonly [number, number, number, number];

function insideSpans(cell: LocalCell, segment: Quad, band: number, quarterSteps: number): Span[] {
  const [cx, cy, dx, dy] = segment;
  const barred: Span[] = [];
  const cuts = new Set([0, 1]);
  const reach = band + 1e-6;
  for (const ring of cell.rings) {
    for (let i = 0; i + 3 < ring.length; i += 2) {
      const edge = [ring[i], ring[i + 1], ring[i + 2], ring[i + 3]] as unknown as Quad;
      if (!isBesideBy(segment, edge, reach)) continue;
      const at = crossingShare(segment, edge);
      if (at !== null) cuts.add(at);
      if (band > 0) {
        const span = clipped(segment, stadium(edge, band, quarterSteps, [0, 0]));
        if (span !== null) barred.push(span);
      }
    }
  }
  for (const [from, to] of barred) cuts.add(from).add(to);
  const stops = [...cuts].sort((one, other) => one - other);
  const spans: Span[] = [];
  for (let k = 0; k + 1 < stops.length; k += 1) {
    const [from, to] = [stops[k] as number, stops[k + 1] as number];
    const middle = (from + to) / 2;
    if (to - from <= NOTHING || barred.some(([low, high]) => low <= middle && middle <= high)) continue;
    if (!isInside(cell, cx + middle * (dx - cx), cy + middle * (dy - cy))) continue;
    const last = spans.at(-1);
    if (last !== undefined && from - last[1] <= NOTHING) spans[spans.length - 1] = [last[0], to];
    else spans.push([from, to]);
  }
  return spans;
}

function isBesideBy(one: Quad, other: Quad, reach: number): boolean {
  return (
    Math.max(other[0], other[2]) >= Math.min(one[0], one[2]) - reach &&
    Math.min(other[0], other[2]) <= Math.max(one[0], one[2]) + reach &&
    Math.max(other[1], other[3]) >= Math.min(one[1], one[3]) - reach &&
    Math.min(other[1], other[3]) <= Math.max(one[1], one[3]) + reach
  );
}

/** Return at which share of its way a segment crosses or touches an edge. */
function crossingShare([cx, cy, dx, dy]: Quad, [ax, ay, bx, by]: Quad): number | null {
  const c = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  const d = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax);
  const a = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx);
  const b = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx);
  if (c === d || c * d > 0 || a * b > 0) return null;
  return c / (c - d);
}

/** Return which span of a segment lies in a convex ring that runs counter-clockwise. */
export function clipped([cx, cy, dx, dy]: Quad, ring: Float64Array): Span | null {
  let [low, high] = [0, 1];
  for (let i = 0; i + 3 < ring.length; i += 2) {
    const [ax, ay, bx, by] = [ring[i], ring[i + 1], ring[i + 2], ring[i + 3]] as unknown as Quad;
    const start = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    const end = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax);
    if (start < 0 && end < 0) return null;
    if (start < 0) low = Math.max(low, start / (start - end));
    else if (end < 0) high = Math.min(high, start / (start - end));
  }
  return low < high ? [low, high] : null;
}

/** Tell whether all of a path lies within a band around the border of a cell. */
export function keepsToBorder(cell: LocalCell, path: Path, band: number, quarterSteps: number): boolean {
  for (let i = 0; i + 3 < path.length; i += 2) {
    const segment = [path[i], path[i + 1], path[i + 2], path[i + 3]] as unknown as Quad;
    const spans: Span[] = [];
    for (const ring of cell.rings) {
      for (let j = 0; j + 3 < ring.length; j += 2) {
        const edge = [ring[j], ring[j + 1], ring[j + 2], ring[j + 3]] as unknown as Quad;
        if (!isBesideBy(segment, edge, band)) continue;
        const span = clipped(segment, stadium(edge, band, quarterSteps, [0, 0]));
        if (span !== null) spans.push(span);
      }
    }
    let reached = 0;
    for (const [from, to] of spans.sort((one, other) => one[0] - other[0])) {
      if (from <= reached + NOTHING) reached = Math.max(reached, to);
    }
    if (reached < 1 - NOTHING) return false;
  }
  return true;
}

/** Lines that cross themselves or each other inside a cell are left to the server. */
function requireSimple(paths: readonly Path[]): void {
  const segments = paths.flatMap((path, p) =>
    Array.from({ length: path.length / 2 - 1 }, (_, k) => ({
      p,
      k,
      ends: [...path.subarray(2 * k, 2 * k + 4)] as unknown as Quad,
    })),
  );
  segments.forEach((one, j) => {
    for (const other of segments.slice(j + 1)) {
      if (!isBesideBy(one.ends, other.ends, 0)) continue;
      const isNext = one.p === other.p && other.k === one.k + 1;
      const at = isNext ? null : properly(one.ends, other.ends);
      if (at) throw new AskServer("a line that crosses itself");
    }
  });
}

function properly([ax, ay, bx, by]: Quad, [cx, cy, dx, dy]: Quad): boolean {
  const c = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  const d = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax);
  const a = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx);
  const b = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx);
  return c * d < 0 && a * b < 0;
}
