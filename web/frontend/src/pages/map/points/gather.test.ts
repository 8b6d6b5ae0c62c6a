import { describe, expect, it } from "vitest";
import { Cloud } from "./cloud";
import { apart, gather, wholeSquares } from "./gather";

const COUNT = 5000;
let state = 7;
const random = (): number => {
  state = (state * 16_807) % 2_147_483_647;
  return state / 2_147_483_647;
};
const x = Float64Array.from({ length: COUNT }, () => random() * 1000);
const y = Float64Array.from({ length: COUNT }, () => random() * 800);
const group = Uint8Array.from({ length: COUNT }, () => Math.floor(random() * 3));
const cloud = new Cloud({ x, y, group });

describe("a cloud of points", () => {
  it("finds every point inside an extent", () => {
    const found = new Set(cloud.within([200, 100, 400, 300]));
    const inside = [...x.keys()].filter((row) => within(row, [200, 100, 400, 300]));
    expect(inside.filter((row) => !found.has(row))).toEqual([]);
  });
  it("finds nothing far away", () => expect(cloud.within([5000, 0, 6000, 800])).toHaveLength(0));
});

describe("gathering", () => {
  it("counts each point once, whatever the parts of the map", () => {
    const parts = [0, 256, 512, 768].flatMap((west) =>
      [0, 256, 512, 768].flatMap((south) => gather(cloud, [west, south, west + 256, south + 256], 64, 3)),
    );
    expect(parts.reduce((sum, one) => sum + one.count, 0)).toBe(COUNT);
    expect(parts.reduce((sum, one) => sum + (one.groups[1] ?? 0), 0)).toBe(group.filter((one) => one === 1).length);
  });
  it("keeps squares where they are when the map moves", () => {
    expect(wholeSquares([3, 5, 60, 62], 64)).toEqual([0, 0, 64, 64]);
    expect(wholeSquares([-3, 5, 60, 62], 64)).toEqual([-64, 0, 64, 64]);
  });
  it("leaves points apart where there is room", () =>
    expect(apart(cloud, [0, 0, 100, 100], 3)).toHaveLength([...x.keys()].filter((row) => within(row, [0, 0, 100, 100])).length));
});

function within(row: number, [west, south, east, north]: readonly [number, number, number, number]): boolean {
  const [px, py] = [x[row] ?? 0, y[row] ?? 0];
  return px >= west && px < east && py >= south && py < north;
}
