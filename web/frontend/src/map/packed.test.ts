import LineString from "ol/geom/LineString";
import MultiLineString from "ol/geom/MultiLineString";
import MultiPolygon from "ol/geom/MultiPolygon";
import Polygon from "ol/geom/Polygon";
import { fromLonLat } from "ol/proj";
import { describe, expect, it } from "vitest";
import type { MapLayerAnswer } from "../api/schema";
import { readAreas, readLines } from "./packed";

type Ring = readonly (readonly [number, number])[];

const UNIT = 1e-6;
const square = (west: number, south: number, side: number): Ring => [
  [west, south],
  [west + side, south],
  [west + side, south + side],
  [west, south + side],
];
const backwards = (ring: Ring): Ring => [...ring].reverse();

/** Write shapes as the service does: numbers of seven bits, differences with their sign last. */
function packed(shapes: readonly (readonly Ring[])[]): MapLayerAnswer {
  const bytes: number[] = [];
  const natural = (value: number): void => {
    for (; value >= 128; value = Math.floor(value / 128)) bytes.push(value % 128 | 128);
    bytes.push(value);
  };
  const step = (value: number): void => natural(value < 0 ? -value * 2 - 1 : value * 2);
  let [x, y] = [0, 0];
  for (const rings of shapes) {
    natural(rings.length);
    for (const ring of rings) {
      natural(ring.length);
      for (const [lon, lat] of ring) {
        step(Math.round(lon / UNIT) - x);
        step(Math.round(lat / UNIT) - y);
        [x, y] = [Math.round(lon / UNIT), Math.round(lat / UNIT)];
      }
    }
  }
  const code = shapes.map((_, row) => `c${row}`);
  return { unit: UNIT, shapes: btoa(String.fromCharCode(...bytes)), columns: { code }, from_zoom: 0, full_zoom: 17 };
}

const OUTER = square(114.3, 30.6, 0.01);
const HOLE = backwards(square(114.303, 30.603, 0.004));
const ISLAND = square(114.304, 30.604, 0.001);
const EXCLAVE = square(114.32, 30.6, 0.002);

describe("packed areas", () => {
  it("stand where they were, with their row", () => {
    const [area] = readAreas(packed([[OUTER]]));
    const [west, south, east, north] = area?.getGeometry()?.getExtent() ?? [];
    const corners = [...fromLonLat([114.3, 30.6]), ...fromLonLat([114.31, 30.61])];
    [west, south, east, north].forEach((side, i) => expect(side).toBeCloseTo(corners[i] ?? 0, 2));
    expect(area?.get("code")).toBe("c0");
  });
  it("keep holes, exclaves and islands in holes apart", () => {
    const [area] = readAreas(packed([[OUTER, HOLE, ISLAND, EXCLAVE]]));
    const geometry = area?.getGeometry();
    if (!(geometry instanceof MultiPolygon)) throw new Error("one part only");
    expect(geometry.getPolygons().map((part) => part.getLinearRingCount())).toEqual([2, 1, 1]);
    const holds = (lon: number, lat: number): boolean => geometry.intersectsCoordinate(fromLonLat([lon, lat]));
    expect([holds(114.301, 30.601), holds(114.3035, 30.6035), holds(114.3045, 30.6045), holds(114.321, 30.601)]).toEqual([true, false, true, true]);
  });
  it("follow one another", () => {
    const areas = readAreas(packed([[OUTER, HOLE], [EXCLAVE]]));
    expect(areas.map((area) => area.getGeometry() instanceof Polygon)).toEqual([true, true]);
    expect(areas.map((area) => area.get("code"))).toEqual(["c0", "c1"]);
  });
});

describe("packed lines", () => {
  it("are one line or several", () => {
    const [one, several] = readLines(packed([[OUTER], [OUTER, EXCLAVE]]));
    const [line, lines] = [one?.getGeometry(), several?.getGeometry()];
    expect(line instanceof LineString && line.getCoordinates().length).toBe(4);
    expect(lines instanceof MultiLineString && lines.getLineStrings().map((part) => part.getCoordinates().length)).toEqual([4, 4]);
  });
});
