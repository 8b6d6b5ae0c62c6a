// Cells as closed rings of whole units, and the coverage that they form.
import { turn, turnDouble } from "./exact";
import { type LonLat, type Node, UNITS_PER_DEGREE, rint } from "./lattice";

/** x and y of the nodes one after the other; the last node repeats the first. */
export type Ring = Int32Array;
/** A shell and its holes. */
export type Part = readonly Ring[];
export type Shape = readonly Part[];
/** West, south, east, north in units. */
export type Box = readonly [number, number, number, number];

export interface Cell {
  readonly code: string;
  readonly shape: Shape;
}

export interface PolygonJson {
  readonly type: "Polygon";
  readonly coordinates: readonly (readonly LonLat[])[];
}
export interface MultiPolygonJson {
  readonly type: "MultiPolygon";
  readonly coordinates: readonly (readonly (readonly LonLat[])[])[];
}
export type AreaJson = PolygonJson | MultiPolygonJson;

export function ringOf(nodes: readonly Node[]): Ring {
  const ring = new Int32Array(2 * nodes.length + 2);
  nodes.forEach((node, k) => ring.set(node, 2 * k));
  if (nodes.length > 0) ring.set(nodes[0] as Node, 2 * nodes.length);
  return ring;
}

/** Return the nodes of a ring, the closing one left out. */
export function nodesOf(ring: Ring): Node[] {
  const nodes: Node[] = [];
  for (let i = 0; i + 2 < ring.length; i += 2) nodes.push([ring[i] as number, ring[i + 1] as number]);
  return nodes;
}

export function shapeOf(area: AreaJson): Shape {
  const parts = area.type === "Polygon" ? [area.coordinates] : area.coordinates;
  return parts.map((rings) => rings.map(ringFrom));
}

function ringFrom(places: readonly LonLat[]): Ring {
  const ring = new Int32Array(2 * places.length);
  for (let k = 0; k < places.length; k += 1) {
    const [lon, lat] = places[k] as LonLat;
    ring[2 * k] = rint(lon * UNITS_PER_DEGREE);
    ring[2 * k + 1] = rint(lat * UNITS_PER_DEGREE);
  }
  return ring;
}

/** Return a shape in GeoJSON, degrees of seven decimals. */
export function areaJson(shape: Shape): AreaJson {
  const parts = shape.map((part) => part.map(lonLats));
  return parts.length === 1
    ? { type: "Polygon", coordinates: parts[0] as LonLat[][] }
    : { type: "MultiPolygon", coordinates: parts };
}

export function lonLats(ring: Ring): LonLat[] {
  const places: LonLat[] = [];
  for (let i = 0; i < ring.length; i += 2) {
    places.push([(ring[i] as number) / UNITS_PER_DEGREE, (ring[i + 1] as number) / UNITS_PER_DEGREE]);
  }
  return places;
}

/** Yield all rings of a shape and whether each is a hole. */
export function* ringsOf(shape: Shape): Generator<readonly [Ring, boolean]> {
  for (const part of shape) for (let k = 0; k < part.length; k += 1) yield [part[k] as Ring, k > 0];
}

/** Return the frame of shapes; west lies east of east where there is nothing. */
export function frameOf(shapes: Iterable<Shape>): Box {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const shape of shapes) {
    for (const [ring, isHole] of ringsOf(shape)) {
      if (isHole) continue;
      for (let i = 0; i < ring.length; i += 2) {
        const x = ring[i] as number;
        const y = ring[i + 1] as number;
        if (x < west) west = x;
        if (x > east) east = x;
        if (y < south) south = y;
        if (y > north) north = y;
      }
    }
  }
  return [west, south, east, north];
}

export function grown(box: Box, reach: number): Box {
  return [box[0] - reach, box[1] - reach, box[2] + reach, box[3] + reach];
}

export function joinedBox(one: Box, other: Box): Box {
  return [
    Math.min(one[0], other[0]),
    Math.min(one[1], other[1]),
    Math.max(one[2], other[2]),
    Math.max(one[3], other[3]),
  ];
}

/** Return twice the area of a shape in square units, exactly. */
export function doubleArea(shape: Shape): bigint {
  let sum = 0n;
  for (const [ring, isHole] of ringsOf(shape)) {
    const double = turnDouble(ring);
    const size = double < 0n ? -double : double;
    sum += isHole ? -size : size;
  }
  return sum;
}

/** Write a shape the one way: rings from their least node, shells leftwards, parts sorted. */
export function canonical(shape: Shape): Shape {
  const parts = shape.map((part) => {
    const rings = part.map((ring, k) => rolled(turn(ring) === (k > 0 ? -1 : 1) ? ring : reversed(ring)));
    return rings.length === 1 ? rings : [rings[0] as Ring, ...rings.slice(1).sort(lastFirst)];
  });
  return parts.length === 1 ? parts : parts.sort((one, other) => lastFirst(one[0] as Ring, other[0] as Ring));
}

export function reversed(ring: Ring): Ring {
  const back = new Int32Array(ring.length);
  for (let i = 0; i < ring.length; i += 2) {
    back[i] = ring[ring.length - 2 - i] as number;
    back[i + 1] = ring[ring.length - 1 - i] as number;
  }
  return back;
}

function rolled(ring: Ring): Ring {
  let least = 0;
  for (let i = 2; i + 2 < ring.length; i += 2) {
    const dx = (ring[i] as number) - (ring[least] as number);
    if (dx < 0 || (dx === 0 && (ring[i + 1] as number) < (ring[least + 1] as number))) least = i;
  }
  if (least === 0) return ring;
  const turned = new Int32Array(ring.length);
  turned.set(ring.subarray(least, -2));
  turned.set(ring.subarray(0, least + 2), ring.length - 2 - least);
  return turned;
}

/** Put longer rings first, then those whose nodes are greater, run the other way: as GEOS does. */
function lastFirst(one: Ring, other: Ring): number {
  return compareRings(reversed(other), reversed(one));
}

function compareRings(one: Ring, other: Ring): number {
  if (one.length !== other.length) return one.length - other.length;
  for (let i = 0; i < one.length; i += 1) {
    const apart = (one[i] as number) - (other[i] as number);
    if (apart !== 0) return apart;
  }
  return 0;
}

export function isSameShape(one: Shape, other: Shape): boolean {
  if (one === other) return true;
  const [first, second] = [canonical(one), canonical(other)].map((shape) => [...ringsOf(shape)]);
  return (
    first !== undefined &&
    second !== undefined &&
    first.length === second.length &&
    first.every(([ring, isHole], k) => {
      const [twin, isTwinHole] = second[k] as readonly [Ring, boolean];
      return isHole === isTwinHole && ring.length === twin.length && compareRings(ring, twin) === 0;
    })
  );
}
