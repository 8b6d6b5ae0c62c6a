// Many points in typed arrays, found again by place: an object for each of 200,000 would be too much.

import type { Extent } from "ol/extent";

const BUCKETS = 256;

/** Places in the metres of the picture; `group` tells the points' kinds apart. */
export interface Places {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly group: Uint8Array;
}

export class Cloud {
  readonly #starts: Uint32Array;
  readonly #order: Uint32Array;
  readonly #extent: readonly [number, number, number, number];

  constructor(readonly places: Places) {
    this.#extent = spanOf(places);
    const buckets = this.#buckets();
    const starts = new Uint32Array(BUCKETS * BUCKETS + 1);
    for (const bucket of buckets) starts[bucket + 1] = (starts[bucket + 1] ?? 0) + 1;
    for (let i = 1; i < starts.length; i += 1) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0);
    const next = starts.slice(0, -1);
    const order = new Uint32Array(buckets.length);
    buckets.forEach((bucket, row) => {
      const at = next[bucket] ?? 0;
      order[at] = row;
      next[bucket] = at + 1;
    });
    this.#starts = starts;
    this.#order = order;
  }

  get size(): number {
    return this.places.x.length;
  }

  /** Return the rows of the points inside an extent, a few beside it among them. */
  within(extent: Extent): Uint32Array {
    const [west = 0, south = 0, east = 0, north = 0] = extent;
    const [left, bottom] = [this.#column(west, 0), this.#column(south, 1)];
    const [right, top] = [this.#column(east, 0), this.#column(north, 1)];
    const [first, , last] = [this.#extent[0], 0, this.#extent[2]];
    if (this.size === 0 || east < first || west > last) return new Uint32Array(0);
    const spans: [number, number][] = [];
    let count = 0;
    for (let line = bottom; line <= top; line += 1) {
      const from = this.#starts[line * BUCKETS + left] ?? 0;
      const to = this.#starts[line * BUCKETS + right + 1] ?? 0;
      if (to > from) spans.push([from, to]);
      count += to - from;
    }
    const rows = new Uint32Array(count);
    let at = 0;
    for (const [from, to] of spans) {
      rows.set(this.#order.subarray(from, to), at);
      at += to - from;
    }
    return rows;
  }

  #buckets(): Uint32Array {
    const { x, y } = this.places;
    const buckets = new Uint32Array(x.length);
    for (let row = 0; row < x.length; row += 1) {
      buckets[row] = this.#column(y[row] ?? 0, 1) * BUCKETS + this.#column(x[row] ?? 0, 0);
    }
    return buckets;
  }

  #column(value: number, axis: 0 | 1): number {
    const [low, high] = [this.#extent[axis], this.#extent[axis === 0 ? 2 : 3]];
    const share = (value - low) / Math.max(high - low, 1e-9);
    return Math.min(BUCKETS - 1, Math.max(0, Math.floor(share * BUCKETS)));
  }
}

function spanOf({ x, y }: Places): readonly [number, number, number, number] {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let row = 0; row < x.length; row += 1) {
    const [px, py] = [x[row] ?? 0, y[row] ?? 0];
    west = Math.min(west, px);
    east = Math.max(east, px);
    south = Math.min(south, py);
    north = Math.max(north, py);
  }
  return x.length === 0 ? [0, 0, 0, 0] : [west, south, east, north];
}
