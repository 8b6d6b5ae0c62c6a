// Long edges are divided, so that a line straight in lon/lat means the same to everybody.
import type { Ring } from "./cells";
import { UNITS_PER_DEGREE, rint } from "./lattice";

const LONGEST_EDGE_DEG = 0.1;
export const LONGEST_EDGE_UNITS = LONGEST_EDGE_DEG * UNITS_PER_DEGREE;

/** Put lattice points into every longer edge; they depend on its two ends alone. */
export function dividedRing(ring: Ring, longest: number): Ring {
  if (!hasLong(ring, longest)) return ring;
  const nodes: number[] = [];
  for (let i = 0; i + 3 < ring.length; i += 2) {
    const start = [(ring[i] as number) / UNITS_PER_DEGREE, (ring[i + 1] as number) / UNITS_PER_DEGREE] as const;
    const end = [(ring[i + 2] as number) / UNITS_PER_DEGREE, (ring[i + 3] as number) / UNITS_PER_DEGREE] as const;
    const length = Math.hypot(end[0] - start[0], end[1] - start[1]);
    const count = Math.max(Math.ceil(length / LONGEST_EDGE_DEG), 1);
    nodes.push(ring[i] as number, ring[i + 1] as number);
    const isAhead = start[0] < end[0] || (start[0] === end[0] && start[1] <= end[1]);
    const [low, high] = isAhead ? [start, end] : [end, start];
    for (let k = 1; k < count; k += 1) {
      const share = (isAhead ? k : count - k) / count;
      nodes.push(
        rint((low[0] + share * (high[0] - low[0])) * UNITS_PER_DEGREE),
        rint((low[1] + share * (high[1] - low[1])) * UNITS_PER_DEGREE),
      );
    }
  }
  nodes.push(nodes[0] as number, nodes[1] as number);
  return Int32Array.from(nodes);
}

function hasLong(ring: Ring, longest: number): boolean {
  for (let i = 0; i + 3 < ring.length; i += 2) {
    const dx = (ring[i + 2] as number) - (ring[i] as number);
    const dy = (ring[i + 3] as number) - (ring[i + 1] as number);
    if (Math.abs(dx) + Math.abs(dy) > longest && Math.hypot(dx, dy) > longest) return true;
  }
  return false;
}
