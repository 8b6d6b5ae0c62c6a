// Unpacks points; gridmap/drawing/packing.py and bits.py tell the form.

import { bytesOf, mercatorX, mercatorY } from "./packing";
import type { PointsPart } from "./payload";

const BLOCK = 32;
const PARAMETER_BITS = 6;
const ESCAPE_ONES = 12;
const RAW_BITS = 52;
const HALF_KEY = 2 ** 26;

export interface Places {
  readonly count: number;
  readonly xy: Float64Array;
  readonly classes: Uint16Array;
}

/** What of a layer says where its points are. */
export type Packed = Pick<PointsPart, "places" | "counts" | "origin">;

class BitReader {
  private at = 0;
  private readonly bytes: Uint8Array;

  constructor(text: string) {
    this.bytes = bytesOf(text);
  }

  private bit(): number {
    const byte = this.bytes[this.at >> 3];
    if (byte === undefined) throw new RangeError("packed points end too early");
    const bit = (byte >> (7 - (this.at & 7))) & 1;
    this.at += 1;
    return bit;
  }

  natural(bits: number): number {
    let value = 0;
    for (let i = 0; i < bits; i += 1) value = value * 2 + this.bit();
    return value;
  }

  rice(parameter: number): number {
    let ones = 0;
    while (ones < ESCAPE_ONES && this.bit() === 1) ones += 1;
    if (ones === ESCAPE_ONES) return this.natural(RAW_BITS);
    return ones * 2 ** parameter + this.natural(parameter);
  }
}

/** Return every second bit of a number of 26 bits. */
function evenBits(number: number): number {
  let value = number & 0x1555555;
  value = (value | (value >> 1)) & 0x3333333;
  value = (value | (value >> 2)) & 0x0f0f0f0f;
  value = (value | (value >> 4)) & 0x00ff00ff;
  return (value | (value >> 8)) & 0xffff;
}

/** Return the points of a layer: one run a class, each key told by its distance to the last. */
export function unpackPlaces(part: Packed, unit: number): Places {
  const count = part.counts.reduce((sum, run) => sum + run, 0);
  const xy = new Float64Array(2 * count);
  const classes = new Uint16Array(count);
  const reader = new BitReader(part.places);
  const [left, bottom] = part.origin;
  let parameter = 0;
  let i = 0;
  part.counts.forEach((run, index) => {
    let key = 0;
    for (const end = i + run; i < end; i += 1) {
      if (i % BLOCK === 0) parameter = reader.natural(PARAMETER_BITS);
      key += reader.rice(parameter);
      const [high, low] = [Math.floor(key / HALF_KEY), key % HALF_KEY];
      const x = left + evenBits(high) * 2 ** 13 + evenBits(low);
      const y = bottom + evenBits(high >> 1) * 2 ** 13 + evenBits(low >> 1);
      xy[2 * i] = mercatorX(x * unit - 180);
      xy[2 * i + 1] = mercatorY(y * unit - 90);
      classes[i] = index;
    }
  });
  return { count, xy, classes };
}
