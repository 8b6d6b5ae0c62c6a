// The one lattice of stored coordinates: whole ten-millionths of a degree.

export const UNITS_PER_DEGREE = 10_000_000;

/** A place in degrees: longitude, latitude. */
export type LonLat = readonly [number, number];
/** A lattice point in whole units. */
export type Node = readonly [number, number];
/** The two ends of an edge, the lower one first. */
export type Edge = readonly [Node, Node];

/** Round to the nearest whole number, halves to the even one, as the library does. */
export function rint(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest < 0.5) return floor;
  if (rest > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Return the nearest lattice point to a place in degrees. */
export function nodeOf(place: LonLat): Node {
  return [rint(place[0] * UNITS_PER_DEGREE), rint(place[1] * UNITS_PER_DEGREE)];
}

/** Return degrees for units: a division gives the number that a file prints. */
export function lonLatOf(node: Node): LonLat {
  return [node[0] / UNITS_PER_DEGREE, node[1] / UNITS_PER_DEGREE];
}

export function isSameNode(one: Node, other: Node): boolean {
  return one[0] === other[0] && one[1] === other[1];
}

/** Order nodes west to east, then south to north. */
export function compareNodes(one: Node, other: Node): number {
  return one[0] - other[0] || one[1] - other[1];
}

export function edgeOf(one: Node, other: Node): Edge {
  return compareNodes(one, other) <= 0 ? [one, other] : [other, one];
}

const HALF_ROW = 2 ** 25;

/** Return one number for a node within three degrees of another, different for each. */
export function nodeKey(node: Node, near: Node): number {
  return (node[0] - near[0] + HALF_ROW) * (2 * HALF_ROW) + (node[1] - near[1] + HALF_ROW);
}
