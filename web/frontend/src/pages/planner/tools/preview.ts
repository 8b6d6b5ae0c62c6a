// What moving or inserting a node would make of the cells around it, while the finger still moves.
// The service decides; this shows where it would refuse before the button is let go.

import type { Position } from "../../../api/types";
import { type DraftCell, nodeKey, type Shape, UNITS_PER_DEGREE } from "../model";

export interface Preview {
  readonly cells: ReadonlyMap<string, DraftCell>;
  readonly touched: readonly string[];
  /** Where edges would cross, null where none do. */
  readonly crossing: Position | null;
}

const EQUATOR_M = 6378137;
const FLATTENING = 1 / 298.257223563;

/** Return the codes of the cells with a node at a place. */
export function cellsAt(cells: ReadonlyMap<string, DraftCell>, place: Position): string[] {
  const key = nodeKey(place);
  return [...cells.values()]
    .filter((cell) => inFrame(cell.shape, place) && cell.shape.flat(2).some((one) => nodeKey(one) === key))
    .map((cell) => cell.code);
}

const frames = new WeakMap<Shape, readonly [number, number, number, number]>();

function inFrame(shape: Shape, [lon, lat]: Position): boolean {
  let frame = frames.get(shape);
  if (frame === undefined) {
    const lons = shape.flat(2).map((place) => place[0]);
    const lats = shape.flat(2).map((place) => place[1]);
    const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity);
    const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), -Infinity);
    frame = [least(lons), least(lats), most(lons), most(lats)];
    frames.set(shape, frame);
  }
  const [west, south, east, north] = frame;
  const unit = 2 / UNITS_PER_DEGREE;
  return lon >= west - unit && lon <= east + unit && lat >= south - unit && lat <= north + unit;
}

/** Return the cells with the node at one place put to another. */
export function previewMove(cells: ReadonlyMap<string, DraftCell>, at: Position, to: Position): Preview {
  const touched = cellsAt(cells, at);
  const key = nodeKey(at);
  return previewOf(cells, touched, to, (ring) => ring.map((place) => (nodeKey(place) === key ? to : place)));
}

/** Return the cells with a node put into the edge between two nodes. */
export function previewInsert(
  cells: ReadonlyMap<string, DraftCell>,
  edge: readonly [Position, Position],
  to: Position,
): Preview {
  const [one, other] = edge.map(nodeKey);
  const beside = cellsAt(cells, edge[0]);
  const touched = cellsAt(cells, edge[1]).filter((code) => beside.includes(code));
  return previewOf(cells, touched, to, (ring) =>
    ring.flatMap((place, i) => {
      const next = ring[i + 1];
      if (next === undefined) return [place];
      const ends = [nodeKey(place), nodeKey(next)];
      const here = (ends[0] === one && ends[1] === other) || (ends[0] === other && ends[1] === one);
      return here ? [place, to] : [place];
    }),
  );
}

type Ring = readonly Position[];

function previewOf(
  cells: ReadonlyMap<string, DraftCell>,
  touched: readonly string[],
  to: Position,
  turn: (ring: Ring) => Position[],
): Preview {
  const found = new Map(cells);
  const changed = touched.flatMap((code) => {
    const cell = cells.get(code);
    if (cell === undefined) return [];
    const shape = cell.shape.map((rings) => rings.map(turn));
    return [{ before: cell, shape, gained_m2: planeArea(shape) - planeArea(cell.shape) }];
  });
  const loads = sharedLoads(changed);
  changed.forEach(({ before, shape, gained_m2 }, i) => {
    const area_m2 = before.area_m2 + gained_m2;
    found.set(before.code, {
      ...before,
      shape,
      area_m2,
      load: loads[i] ?? null,
      compactness: compactnessOf(shape, area_m2),
    });
  });
  const shapes = changed.map(({ shape }) => shape);
  return { cells: found, touched, crossing: crossingAt(shapes, to) };
}

/** Give away load with the ground, evenly in each cell that loses some, evenly to those that gain. */
function sharedLoads(
  changed: readonly { readonly before: DraftCell; readonly gained_m2: number }[],
): (number | null)[] {
  let [given, gained] = [0, 0];
  for (const { before, gained_m2 } of changed) {
    if (gained_m2 < 0 && before.load !== null) given += (before.load * -gained_m2) / before.area_m2;
    else gained += Math.max(0, gained_m2);
  }
  return changed.map(({ before, gained_m2 }) => {
    if (before.load === null) return null;
    if (gained_m2 < 0) return before.load * (1 + gained_m2 / before.area_m2);
    return before.load + (gained > 0 ? (given * gained_m2) / gained : 0);
  });
}

/** Return metres for one degree of longitude and latitude at a latitude, on the ellipsoid. */
export function metresPerDegree(lat: number): readonly [number, number] {
  const e2 = FLATTENING * (2 - FLATTENING);
  const phi = (lat * Math.PI) / 180;
  const w2 = 1 - e2 * Math.sin(phi) ** 2;
  const meridian = (EQUATOR_M * (1 - e2)) / w2 ** 1.5;
  const normal = EQUATOR_M / Math.sqrt(w2);
  return [(Math.PI / 180) * normal * Math.cos(phi), (Math.PI / 180) * meridian];
}

function planeArea(shape: Shape): number {
  const [origin] = shape.flat(2);
  if (origin === undefined) return 0;
  const [x_m, y_m] = metresPerDegree(origin[1]);
  let area_m2 = 0;
  for (const rings of shape) {
    rings.forEach((ring, i) => {
      let twice = 0;
      ring.forEach((place, j) => {
        const next = ring[j + 1] ?? ring[0] ?? place;
        twice += (place[0] - origin[0]) * (next[1] - origin[1]) - (next[0] - origin[0]) * (place[1] - origin[1]);
      });
      area_m2 += ((i === 0 ? 1 : -1) * Math.abs(twice) * x_m * y_m) / 2;
    });
  }
  return area_m2;
}

/** Return Polsby and Popper's measure: 1 for a circle. */
function compactnessOf(shape: Shape, area_m2: number): number {
  let length_m = 0;
  for (const ring of shape.flat()) {
    ring.forEach((place, i) => {
      const next = ring[i + 1];
      if (next === undefined) return;
      const [x_m, y_m] = metresPerDegree(place[1]);
      length_m += Math.hypot((next[0] - place[0]) * x_m, (next[1] - place[1]) * y_m);
    });
  }
  return length_m === 0 ? 0 : (4 * Math.PI * area_m2) / length_m ** 2;
}

/** Return where an edge at the moved node crosses another edge of its cells. */
function crossingAt(shapes: readonly Shape[], to: Position): Position | null {
  const key = nodeKey(to);
  const edges = shapes.flatMap((shape) =>
    shape.flat().flatMap((ring) =>
      ring.slice(1).map((place, i) => [ring[i] ?? place, place] as const),
    ),
  );
  const own = edges.filter((edge) => edge.some((place) => nodeKey(place) === key));
  for (const [a, b] of own) {
    for (const [c, d] of edges) {
      if (turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0) {
        const share = turn(c, d, a) / (turn(c, d, a) - turn(c, d, b));
        return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
      }
    }
  }
  return null;
}

function turn(a: Position, b: Position, c: Position): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]);
}
