// The displacement of GCJ-02, for showing tiles of that datum at their true place. The same formula
// stands in gridmap/geometry/datum.py, which says where it comes from; stored data never pass here.

import type { LonLat } from "./metres";

const SEMI_MAJOR_M = 6_378_245;
const ECCENTRICITY_2 = 0.00669342162296594323;
const RADIAN = Math.PI / 180;
const MAINLAND = { west: 72.004, south: 0.8293, east: 137.8347, north: 55.8271 };
// Each round gains two to three digits; a hundredth of a pixel is enough on a screen.
const ROUNDS = 4;

type Term = readonly [amplitude: number, halfCycles: number];

function wave(phase: number, ...terms: readonly Term[]): number {
  const sum = terms.reduce((total, [amplitude, half]) => total + amplitude * Math.sin(half * Math.PI * phase), 0);
  return (sum * 2) / 3;
}

function shift([lon, lat]: LonLat): LonLat {
  const [x, y] = [lon - 105, lat - 35];
  const root = Math.sqrt(Math.abs(x));
  const ripple = wave(x, [20, 6], [20, 2]);
  const east_m =
    300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ripple + wave(x, [20, 1], [40, 1 / 3], [150, 1 / 12], [300, 1 / 30]);
  const north_m =
    -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ripple + wave(y, [20, 1], [40, 1 / 3], [160, 1 / 12], [320, 1 / 30]);
  const curvature = 1 - ECCENTRICITY_2 * Math.sin(lat * RADIAN) ** 2;
  const across = SEMI_MAJOR_M / Math.sqrt(curvature);
  const along = (across * (1 - ECCENTRICITY_2)) / curvature;
  return [east_m / (across * Math.cos(lat * RADIAN)) / RADIAN, north_m / along / RADIAN];
}

function inMainland([lon, lat]: LonLat): boolean {
  return lon >= MAINLAND.west && lon <= MAINLAND.east && lat >= MAINLAND.south && lat <= MAINLAND.north;
}

/** Return a place of WGS 84 as GCJ-02 has it. */
export function toGcj02(place: LonLat): LonLat {
  if (!inMainland(place)) return place;
  const [dx, dy] = shift(place);
  return [place[0] + dx, place[1] + dy];
}

/** Return a place of GCJ-02 as WGS 84 has it. */
export function fromGcj02(place: LonLat): LonLat {
  if (!inMainland(place)) return place;
  let back = place;
  for (let round = 0; round < ROUNDS; round += 1) {
    const [dx, dy] = shift(back);
    back = [place[0] - dx, place[1] - dy];
  }
  return back;
}
