// Small polygons in local coordinates, and how they come back to lon/lat.
import type { AreaJson, Shape } from "./cells";
import { type LonLat, UNITS_PER_DEGREE, rint } from "./lattice";
import type { FloatPart } from "./trace";

type Origin = readonly [number, number];

/** Return the strip around an edge as a closed ring: half circles of so many steps a quarter. */
export function stadium(
  edge: readonly [number, number, number, number],
  reach: number,
  quarterSteps: number,
  origin: Origin,
): Float64Array {
  const [ax, ay, bx, by] = [edge[0] - origin[0], edge[1] - origin[1], edge[2] - origin[0], edge[3] - origin[1]];
  const along = Math.atan2(by - ay, bx - ax);
  const steps = 2 * quarterSteps;
  const ring: number[] = [];
  for (const [x, y, start] of [
    [bx, by, along - Math.PI / 2],
    [ax, ay, along + Math.PI / 2],
  ] as const) {
    for (let k = 0; k <= steps; k += 1) {
      const towards = start + (k / steps) * Math.PI;
      ring.push(x + reach * Math.cos(towards), y + reach * Math.sin(towards));
    }
  }
  ring.push(ring[0] as number, ring[1] as number);
  return Float64Array.from(ring);
}

/** Return polygons near an origin as GeoJSON. */
export function placeOf(parts: readonly FloatPart[], origin: Origin): AreaJson {
  const coordinates = parts.map((part) =>
    part.map((ring) => {
      const places: LonLat[] = [];
      for (let i = 0; i < ring.length; i += 2) {
        places.push([
          ((ring[i] as number) + origin[0]) / UNITS_PER_DEGREE,
          ((ring[i + 1] as number) + origin[1]) / UNITS_PER_DEGREE,
        ]);
      }
      return places;
    }),
  );
  return coordinates.length === 1
    ? { type: "Polygon", coordinates: coordinates[0] as LonLat[][] }
    : { type: "MultiPolygon", coordinates };
}

/** Return polygons whose nodes are lattice points as a shape. */
export function shapeFrom(parts: readonly FloatPart[], origin: Origin): Shape {
  return parts.map((part) =>
    part.map((ring) => Int32Array.from(ring, (value, k) => rint(value) + origin[(k % 2) as 0 | 1])),
  );
}
