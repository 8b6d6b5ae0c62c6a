import { describe, expect, it } from "vitest";
import { roundBounds, roundStep, spreadBounds } from "./bounds";

describe("class bounds", () => {
  it("are round", () => expect(roundBounds([75, 300])).toEqual([100, 150, 200, 250]));
  it("are none where all values are equal", () => expect(roundBounds([3, 3])).toEqual([]));
  it("follow the quantiles where values pile up", () => {
    const values = [...Array.from({ length: 90 }, (_, i) => i / 100), 50, 100];
    expect(spreadBounds(values)).toEqual([0.18, 0.36, 0.55, 0.73]);
  });
  it("step by 1, 2, 2.5 and 5", () =>
    expect([0.9, 1.1, 2.2, 4, 7].map(roundStep)).toEqual([1, 2, 2.5, 5, 10]));
});
