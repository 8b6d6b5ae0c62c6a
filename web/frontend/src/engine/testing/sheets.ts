// Sheets of ragged cells and chance from a seed, for tests.
import { type Cell, type Shape, ringOf } from "../cells";
import type { LonLat, Node } from "../lattice";
import { lonLatOf } from "../lattice";

/** Return a generator of numbers from 0 to 1 that depends on a seed alone (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const ORIGIN: Node = [1_143_000_000, 306_000_000];

/** Return cells in rows whose inner corners are shaken and whose sides have a node more. */
export function sheet(columns: number, rows: number, size: number, random: () => number): Cell[] {
  const shake = (isInside: boolean): number => (isInside ? Math.round((random() - 0.5) * 0.4 * size) : 0);
  const corner = new Map<string, Node>();
  for (let i = 0; i <= 2 * columns; i += 1) {
    for (let j = 0; j <= 2 * rows; j += 1) {
      const [insideX, insideY] = [i > 0 && i < 2 * columns, j > 0 && j < 2 * rows];
      corner.set(`${i} ${j}`, [ORIGIN[0] + i * size + shake(insideX), ORIGIN[1] + j * size + shake(insideY)]);
    }
  }
  const at = (i: number, j: number): Node => corner.get(`${i} ${j}`) as Node;
  const cells: Cell[] = [];
  for (let i = 0; i < columns; i += 1) {
    for (let j = 0; j < rows; j += 1) {
      const [x, y] = [2 * i, 2 * j];
      const ring = [at(x, y), at(x + 1, y), at(x + 2, y), at(x + 2, y + 1), at(x + 2, y + 2), at(x + 1, y + 2), at(x, y + 2), at(x, y + 1)];
      cells.push({ code: `c${String(cells.length + 1).padStart(3, "0")}`, shape: [[ringOf(ring)]] });
    }
  }
  return cells;
}

/** Return a node of a shape in lon/lat, by chance. */
export function nodeOfShape(shape: Shape, random: () => number): LonLat {
  const ring = shape.flat()[Math.floor(random() * shape.flat().length)] as Int32Array;
  const k = Math.floor((random() * (ring.length - 2)) / 2);
  return lonLatOf([ring[2 * k] as number, ring[2 * k + 1] as number]);
}
