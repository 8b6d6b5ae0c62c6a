// Signs and sums of products of whole units. Doubles hold whole numbers up to 2^53 exactly; where
// a product could pass that, big integers decide.
import type { Ring } from "./cells";
import { UNITS_PER_DEGREE } from "./lattice";

// Two products of differences up to this size and their difference stay below 2^53.
const SAFE_DIFFERENCE = 67_000_000;
const SAFE_SUM = 2 ** 53;

/** Return ux * vy - uy * vx for whole numbers; exact, or of the right sign where it is larger. */
export function cross(ux: number, uy: number, vx: number, vy: number): number {
  const largest = Math.max(Math.abs(ux), Math.abs(uy), Math.abs(vx), Math.abs(vy));
  if (largest <= SAFE_DIFFERENCE) return ux * vy - uy * vx;
  return Number(BigInt(ux) * BigInt(vy) - BigInt(uy) * BigInt(vx));
}

/** Return 1 for a lattice point left of the way from a to b, -1 for right, 0 for on its line. */
export function side(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  x: number,
  y: number,
): number {
  return Math.sign(cross(bx - ax, by - ay, x - ax, y - ay));
}

/**
 * Return `side` as it is decided on the degrees that files hold. They are the doubles nearest to the
 * lattice points, so what lies on a line of the lattice may lie beside it by a last bit.
 */
export function sideInDegrees(ax: number, ay: number, bx: number, by: number, x: number, y: number): number {
  const whole = side(ax, ay, bx, by, x, y);
  if (whole !== 0) return whole;
  const [px, py, qx, qy, u, v] = [ax, ay, bx, by, x, y].map(scaledDegrees) as unknown as Six;
  const double = (qx - px) * (v - py) - (qy - py) * (u - px);
  return double > 0n ? 1 : double < 0n ? -1 : 0;
}

type Six = readonly [bigint, bigint, bigint, bigint, bigint, bigint];

/** Return the double of a lattice coordinate in degrees as a whole number of tiny parts. */
function scaledDegrees(units: number): bigint {
  return BigInt((units / UNITS_PER_DEGREE) * 2 ** 100);
}

/** Return twice the signed area of a closed ring, positive where it runs counter-clockwise. */
export function turnDouble(ring: Ring): bigint {
  const x0 = ring[0] as number;
  const y0 = ring[1] as number;
  let sum = 0;
  let bound = 0;
  for (let i = 0; i + 3 < ring.length; i += 2) {
    const ax = (ring[i] as number) - x0;
    const ay = (ring[i + 1] as number) - y0;
    const bx = (ring[i + 2] as number) - x0;
    const by = (ring[i + 3] as number) - y0;
    const one = ax * by;
    const other = bx * ay;
    bound += Math.abs(one) + Math.abs(other);
    sum += one - other;
  }
  return bound < SAFE_SUM ? BigInt(sum) : turnDoubleBig(ring);
}

/** Return 1 for a ring that runs counter-clockwise, -1 for clockwise, 0 for one without area. */
export function turn(ring: Ring): number {
  const double = turnDouble(ring);
  return double > 0n ? 1 : double < 0n ? -1 : 0;
}

function turnDoubleBig(ring: Ring): bigint {
  let sum = 0n;
  for (let i = 0; i + 3 < ring.length; i += 2) {
    const [ax, ay, bx, by] = [ring[i], ring[i + 1], ring[i + 2], ring[i + 3]].map((value) =>
      BigInt(value as number),
    ) as [bigint, bigint, bigint, bigint];
    sum += ax * by - bx * ay;
  }
  return sum;
}
