// Lengths and areas on the ellipsoid of WGS 84, for figures of a community's size. Around the mean
// latitude of a shape the ellipsoid is as good as flat: M and N are its radii along and across the
// meridian (any textbook of geodesy has them); over 10 km the error stays below one in 100,000.

export type LonLat = readonly [number, number];

const SEMI_MAJOR_M = 6_378_137;
const ECCENTRICITY_2 = 0.006_694_379_990_14;
const RADIAN = Math.PI / 180;

/** Return the metres of a degree to the east and of one to the north at a latitude. */
export function metresPerDegree(lat: number): readonly [number, number] {
  const sine = Math.sin(lat * RADIAN);
  const w2 = 1 - ECCENTRICITY_2 * sine * sine;
  const across = SEMI_MAJOR_M / Math.sqrt(w2);
  const along = (across * (1 - ECCENTRICITY_2)) / w2;
  return [across * Math.cos(lat * RADIAN) * RADIAN, along * RADIAN];
}

/** Return the distance between two places in metres. */
export function distance_m(a: LonLat, b: LonLat): number {
  const [east, north] = metresPerDegree((a[1] + b[1]) / 2);
  return Math.hypot((b[0] - a[0]) * east, (b[1] - a[1]) * north);
}

/** Return the length of a line in metres. */
export function length_m(line: readonly LonLat[]): number {
  return line.reduce((sum, place, i) => {
    const before = line[i - 1];
    return before === undefined ? sum : sum + distance_m(before, place);
  }, 0);
}

/** Return the area of a ring in square metres; the ring need not repeat its first place. */
export function area_m2(ring: readonly LonLat[]): number {
  const first = ring[0];
  if (first === undefined || ring.length < 3) return 0;
  const mean = ring.reduce((sum, place) => sum + place[1], 0) / ring.length;
  const [east, north] = metresPerDegree(mean);
  let twice = 0;
  ring.forEach((place, i) => {
    const next = ring[(i + 1) % ring.length] ?? first;
    twice += (place[0] - first[0]) * (next[1] - first[1]) - (next[0] - first[0]) * (place[1] - first[1]);
  });
  return (Math.abs(twice) / 2) * east * north;
}

/** Return the place some metres to the east and to the north of another. */
export function moved(place: LonLat, east_m: number, north_m: number): LonLat {
  const [east, north] = metresPerDegree(place[1]);
  return [place[0] + east_m / east, place[1] + north_m / north];
}

/** Return the place at a distance in a direction, degrees clockwise from north. */
export function ahead(place: LonLat, azimuth_deg: number, metres: number): LonLat {
  const turn = azimuth_deg * RADIAN;
  return moved(place, metres * Math.sin(turn), metres * Math.cos(turn));
}

/** Return the direction from one place to another, 0 to below 360 degrees clockwise from north. */
export function azimuthTo_deg(from: LonLat, to: LonLat): number {
  const [east, north] = metresPerDegree((from[1] + to[1]) / 2);
  const turn = Math.atan2((to[0] - from[0]) * east, (to[1] - from[1]) * north) / RADIAN;
  return (turn + 360) % 360;
}
