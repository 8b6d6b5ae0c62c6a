// The cells that edits work on, in the order of their codes, with the frame of each at hand.
import { type Box, type Cell, type Shape, frameOf } from "./cells";
import { Refusal } from "./refusal";

/** An immutable valid coverage; frames are worked out when first asked for. */
export class Coverage {
  readonly cells: readonly Cell[];
  #frames: Float64Array | null = null;

  /** @param cells Cells in the order of their codes, of a valid coverage on the lattice. */
  constructor(cells: readonly Cell[], frames: Float64Array | null = null) {
    this.cells = cells;
    this.#frames = frames;
  }

  static of(cells: Iterable<Cell>): Coverage {
    return new Coverage([...cells].sort((one, other) => compareCodes(one.code, other.code)));
  }

  shape(position: number): Shape {
    return (this.cells[position] as Cell).shape;
  }

  code(position: number): string {
    return (this.cells[position] as Cell).code;
  }

  /** Return where a cell stands. */
  positionOf(code: string): number {
    const position = rankOf(this.cells, code);
    if (this.cells[position]?.code === code) return position;
    throw new Refusal("InputError", "partition.no_cell", null, { code });
  }

  has(code: string): boolean {
    return this.cells[rankOf(this.cells, code)]?.code === code;
  }

  /** Return the positions of the cells whose frame touches a box in units, lowest first. */
  near(box: Box): number[] {
    const frames = this.frames;
    const [west, south, east, north] = box;
    const found: number[] = [];
    for (let k = 0, i = 0; i < frames.length; k += 1, i += 4) {
      if ((frames[i] as number) > east || (frames[i + 2] as number) < west) continue;
      if ((frames[i + 1] as number) > north || (frames[i + 3] as number) < south) continue;
      found.push(k);
    }
    return found;
  }

  frame(position: number): Box {
    const [west, south, east, north] = this.frames.subarray(4 * position, 4 * position + 4);
    return [west as number, south as number, east as number, north as number];
  }

  /** Return the coverage with some cells taken out and others put in, in the order of codes. */
  patched(dropped: readonly Cell[], placed: readonly Cell[]): Coverage {
    const gone = new Set(dropped.map((cell) => this.positionOf(cell.code)));
    const rows = this.cells.flatMap((cell, k) => (gone.has(k) ? [] : [{ cell, frame: this.frame(k) }]));
    for (const cell of placed) rows.push({ cell, frame: frameOf([cell.shape]) });
    rows.sort((one, other) => compareCodes(one.cell.code, other.cell.code));
    const frames = new Float64Array(4 * rows.length);
    rows.forEach((row, k) => frames.set(row.frame, 4 * k));
    return new Coverage(
      rows.map((row) => row.cell),
      frames,
    );
  }

  private get frames(): Float64Array {
    if (this.#frames === null) {
      const frames = new Float64Array(4 * this.cells.length);
      this.cells.forEach((cell, k) => frames.set(frameOf([cell.shape]), 4 * k));
      this.#frames = frames;
    }
    return this.#frames;
  }
}

/** Order codes as the library does, which is not how a language would. */
export function compareCodes(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function rankOf(cells: readonly Cell[], code: string): number {
  let low = 0;
  let high = cells.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cells[middle] as Cell).code < code) low = middle + 1;
    else high = middle;
  }
  return low;
}
