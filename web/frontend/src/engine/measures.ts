// Areas, lengths and compactness on the ellipsoid of WGS 84, as the library reckons them.
import { type Shape, ringsOf } from "./cells";
import { UNITS_PER_DEGREE } from "./lattice";

const EQUATOR_M = 6_378_137;
const FLATTENING = 1 / 298.257223563;
const POLE_M = EQUATOR_M * (1 - FLATTENING);
const ECCENTRICITY = Math.sqrt(FLATTENING * (2 - FLATTENING));
const HALF_MINOR_M2 = POLE_M ** 2 / 2;
const RADIANS_PER_UNIT = Math.PI / 180 / UNITS_PER_DEGREE;

// Gauss-Legendre with three nodes on [-1, 1]: exact for polynomials of degree five.
const OUTER_NODE = Math.sqrt(0.6);
const OUTER_WEIGHT = 5 / 18;
const MIDDLE_WEIGHT = 8 / 18;

/**
 * Return the area between equator and parallel per radian of longitude.
 * Snyder, Map Projections: A Working Manual (USGS 1395, 1987), equation 3-12, times a^2 / 2.
 */
function zone_m2(lat: number): number {
  const sine = Math.sin(lat);
  const scaled = ECCENTRICITY * sine;
  return HALF_MINOR_M2 * (sine / (1 - scaled * scaled) + Math.atanh(scaled) / ECCENTRICITY);
}

/** Return the signed area between an edge, straight in lon/lat, and the equator; ends in units. */
function edgeArea_m2(ax: number, ay: number, bx: number, by: number): number {
  const start = ay * RADIANS_PER_UNIT;
  const end = by * RADIANS_PER_UNIT;
  const middle = (start + end) / 2;
  const reach = ((end - start) / 2) * OUTER_NODE;
  const mean = MIDDLE_WEIGHT * zone_m2(middle) + OUTER_WEIGHT * (zone_m2(middle - reach) + zone_m2(middle + reach));
  return (ax - bx) * RADIANS_PER_UNIT * mean;
}

/** Return the signed area of a closed ring in units, counter-clockwise ones positive. */
export function ringArea_m2(ring: ArrayLike<number>): number {
  let area = 0;
  for (let i = 0; i + 3 < ring.length; i += 2) {
    area += edgeArea_m2(ring[i] as number, ring[i + 1] as number, ring[i + 2] as number, ring[i + 3] as number);
  }
  return area;
}

export function area_m2(shape: Shape): number {
  let area = 0;
  for (const [ring, isHole] of ringsOf(shape)) {
    const size = Math.abs(ringArea_m2(ring));
    area += isHole ? -size : size;
  }
  return area;
}

/** Return the length of the border, holes included. */
export function perimeter_m(shape: Shape): number {
  let length = 0;
  for (const [ring] of ringsOf(shape)) {
    for (let i = 0; i + 3 < ring.length; i += 2) {
      length += distance_m(ring[i] as number, ring[i + 1] as number, ring[i + 2] as number, ring[i + 3] as number);
    }
  }
  return length;
}

/** Return 4 pi A / P^2: 1 for a circle, towards 0 for a thread (Polsby and Popper, 1991). */
export function compactness_ratio(area: number, perimeter: number): number {
  return perimeter > 0 ? (4 * Math.PI * area) / perimeter ** 2 : 0;
}

const ENOUGH = 1e-12;
const MOST_ROUNDS = 20;

/**
 * Return the geodesic distance of two places in units, by Vincenty's inverse formula (Survey Review
 * XXIII, 1975), which is good to a tenth of a millimetre for edges of cells.
 */
export function distance_m(ax: number, ay: number, bx: number, by: number): number {
  if (ax === bx && ay === by) return 0;
  const one = Math.atan((1 - FLATTENING) * Math.tan(ay * RADIANS_PER_UNIT));
  const other = Math.atan((1 - FLATTENING) * Math.tan(by * RADIANS_PER_UNIT));
  const [sin1, cos1, sin2, cos2] = [Math.sin(one), Math.cos(one), Math.sin(other), Math.cos(other)];
  const turn = (bx - ax) * RADIANS_PER_UNIT;
  // The rise over the sphere, written so that close places lose no digits.
  const rise = Math.sin(other - one);
  let lambda = turn;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const half = Math.sin(lambda / 2);
    const sinSigma = Math.hypot(cos2 * Math.sin(lambda), rise + 2 * sin1 * cos2 * half * half);
    const cosSigma = sin1 * sin2 + cos1 * cos2 * Math.cos(lambda);
    const sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = sinSigma === 0 ? 0 : (cos1 * cos2 * Math.sin(lambda)) / sinSigma;
    const cos2Alpha = 1 - sinAlpha * sinAlpha;
    const cosMid = cos2Alpha === 0 ? 0 : cosSigma - (2 * sin1 * sin2) / cos2Alpha;
    const c = (FLATTENING / 16) * cos2Alpha * (4 + FLATTENING * (4 - 3 * cos2Alpha));
    const bend = cosMid + c * cosSigma * (-1 + 2 * cosMid * cosMid);
    const next = turn + (1 - c) * FLATTENING * sinAlpha * (sigma + c * sinSigma * bend);
    if (Math.abs(next - lambda) <= ENOUGH * Math.abs(turn)) return arc_m(sigma, sinSigma, cosSigma, cos2Alpha, cosMid);
    lambda = next;
  }
  return Math.hypot(turn * cos1, other - one) * EQUATOR_M;
}

function arc_m(sigma: number, sinSigma: number, cosSigma: number, cos2Alpha: number, cosMid: number): number {
  const u2 = (cos2Alpha * (EQUATOR_M ** 2 - POLE_M ** 2)) / POLE_M ** 2;
  const a = 1 + (u2 / 16384) * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)));
  const b = (u2 / 1024) * (256 + u2 * (-128 + u2 * (74 - 47 * u2)));
  const mid2 = cosMid * cosMid;
  const inner = cosSigma * (-1 + 2 * mid2) - (b / 6) * cosMid * (-3 + 4 * sinSigma ** 2) * (-3 + 4 * mid2);
  return POLE_M * a * (sigma - b * sinSigma * (cosMid + (b / 4) * inner));
}
