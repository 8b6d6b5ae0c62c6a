// Signs are right where doubles are not, and rounding is the library's.
import { describe, expect, it } from "vitest";
import { type Ring, ringOf } from "./cells";
import { cross, side, sideInDegrees, turn, turnDouble } from "./exact";
import { nodeOf, rint } from "./lattice";
import { dividedRing } from "./long-edges";

describe("exact", () => {
  it("products beyond 2^53 keep their sign", () => {
    const far = 94_906_267;
    expect(Math.sign(cross(far, far + 1, far - 1, far))).toBe(1);
    expect(far * far - (far + 1) * (far - 1)).not.toBe(1);
  });

  it("a place on a line of the lattice has no side", () => {
    expect(side(0, 0, 6, 4, 3, 2)).toBe(0);
  });

  it("degrees decide by their last bits what the lattice leaves open", () => {
    const signs = new Set<number>();
    for (let k = 1; k < 40; k += 1) {
      signs.add(sideInDegrees(1_143_000_001, 306_000_000, 1_143_000_001 + 3 * k, 306_000_000 + 7 * k, 1_143_000_004, 306_000_007));
    }
    expect(signs.size).toBeGreaterThan(1);
  });

  it("the area of a ring over half a hemisphere is exact", () => {
    const ring = ringOf([[-900_000_000, -400_000_000], [900_000_001, -400_000_000], [900_000_001, 399_999_999]]);
    expect(turnDouble(ring)).toBe(1_800_000_001n * 799_999_999n);
  });

  it("a ring without area turns nowhere", () => {
    expect(turn(Int32Array.from([0, 0, 5, 5, 0, 0]) as Ring)).toBe(0);
  });
});

describe("the lattice", () => {
  it.each([
    [0.5, 0],
    [1.5, 2],
    [-1.5, -2],
    [2.5, 2],
    [2.500001, 3],
  ])("rounds %f to %f", (value, wanted) => {
    expect(rint(value)).toBe(wanted);
  });

  it("takes the nearest point to a decimal place", () => {
    expect(nodeOf([114.30012344, 30.60012346])).toEqual([1_143_001_234, 306_001_235]);
  });

  it("divides a long edge the same way in both directions", () => {
    const [a, b, c] = [[0, 0], [2_345_678, 1_234_567], [0, 2_000_000]] as const;
    const nodes = (ring: Ring): Set<string> => {
      const found = new Set<string>();
      for (let i = 0; i < ring.length; i += 2) found.add(`${ring[i]} ${ring[i + 1]}`);
      return found;
    };
    const ahead = dividedRing(ringOf([a, b, c]), 1_000_000);
    expect(nodes(dividedRing(ringOf([c, b, a]), 1_000_000))).toEqual(nodes(ahead));
  });
});
