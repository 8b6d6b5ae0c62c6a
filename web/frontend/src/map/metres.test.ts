import { describe, expect, it } from "vitest";
import { ahead, area_m2, azimuthTo_deg, distance_m, length_m, type LonLat, metresPerDegree } from "./metres";

// The expected figures come from pyproj's Geod(ellps="WGS84").
const EXPECTED = { distance: 1107.6588, area: 4252363.04 };
const WUHAN: LonLat = [114.3, 30.6];

describe("metres on the ellipsoid", () => {
  it("measures a kilometre as a geodesic", () =>
    expect(Math.abs(distance_m(WUHAN, [114.31, 30.605]) - EXPECTED.distance)).toBeLessThan(0.01));
  it("measures an area as a geodesic polygon", () => {
    const ring: LonLat[] = [WUHAN, [114.32, 30.6], [114.325, 30.615], [114.3, 30.62]];
    expect(Math.abs(area_m2(ring) / EXPECTED.area - 1)).toBeLessThan(1e-5);
  });
  it("adds up the parts of a line", () =>
    expect(length_m([WUHAN, [114.31, 30.6], [114.31, 30.61]])).toBeCloseTo(
      distance_m(WUHAN, [114.31, 30.6]) + distance_m([114.31, 30.6], [114.31, 30.61]),
    ));
  it("comes back from where it went", () => {
    const there = ahead(WUHAN, 117, 250);
    expect(azimuthTo_deg(WUHAN, there)).toBeCloseTo(117, 2);
    expect(distance_m(WUHAN, there)).toBeCloseTo(250, 2);
  });
  it("knows a degree of the equator", () =>
    expect(metresPerDegree(0)[0]).toBeCloseTo(111_319.49, 1));
});
