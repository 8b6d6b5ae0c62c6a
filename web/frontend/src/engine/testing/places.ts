// How far two places of refusals are apart, for tests.
import type { LonLat } from "../lattice";
import { UNITS_PER_DEGREE } from "../lattice";
import { distanceTo } from "../outlines";
import type { PlaceJson } from "../refusal";

/** Return how far two places are apart in units, by Hausdorff; NaN where only one is there. */
export function apart(one: PlaceJson | null, other: PlaceJson | null): number {
  if (one === null && other === null) return 0;
  if (one === null || other === null || one.type !== other.type) return Number.NaN;
  const [first, second] = [linesOf(one), linesOf(other)];
  return Math.max(reach(first, second), reach(second, first));
}

function linesOf(place: PlaceJson): readonly (readonly LonLat[])[] {
  switch (place.type) {
    case "Point":
      return [[place.coordinates]];
    case "LineString":
      return [place.coordinates];
    case "MultiPolygon":
      return place.coordinates.flat();
    default:
      return place.coordinates;
  }
}

function reach(from: readonly (readonly LonLat[])[], to: readonly (readonly LonLat[])[]): number {
  const units = (place: LonLat): LonLat => [place[0] * UNITS_PER_DEGREE, place[1] * UNITS_PER_DEGREE];
  const distances = from.flat().map((place) => {
    const [x, y] = units(place);
    return Math.min(
      ...to.flatMap((line) =>
        line.map((start, k) => distanceTo(x, y, ...units(start), ...units(line[k + 1] ?? start))),
      ),
    );
  });
  return Math.max(...distances);
}
