import { describe, expect, it } from "vitest";
import { fromGcj02, toGcj02 } from "./gcj02";

type Case = readonly [readonly [number, number], readonly [number, number]];

// The expected figures come from gridmap.geometry.datum.
const CASES: readonly Case[] = [
  [[114.3, 30.6], [114.305438240240, 30.597584196497]],
  [[120.1551, 30.2741], [120.159794479296, 30.271771223200]],
  [[87.6, 43.8], [87.602838972272, 43.801212030292]],
];

describe("GCJ-02", () => {
  it.each(CASES)("displaces as the library does at %s", (from, to) => {
    const [lon, lat] = toGcj02(from);
    expect(Math.abs(lon - to[0]) + Math.abs(lat - to[1])).toBeLessThan(1e-9);
  });
  it("comes back", () => {
    const [lon, lat] = fromGcj02(toGcj02([114.3, 30.6]));
    expect(Math.abs(lon - 114.3) + Math.abs(lat - 30.6)).toBeLessThan(1e-9);
  });
  it("leaves places outside the mainland's frame alone", () => expect(toGcj02([-2.3, 53.4])).toEqual([-2.3, 53.4]));
});
