import { expect, test } from "vitest";
import { cellsOf, type Topology } from "./topology";

// Two squares side by side; the border between them is the second arc.
const topology: Topology<{ readonly code: string }> = {
  arcs: [
    [[1143000010, 306000000], [-10, 0], [0, 10], [10, 0]],
    [[1143000010, 306000010], [0, -10]],
    [[1143000010, 306000010], [10, 0], [0, -10], [-10, 0]],
  ],
  objects: {
    cells: {
      geometries: [
        { type: "Polygon", arcs: [[0, 1]], properties: { code: "west" } },
        { type: "MultiPolygon", arcs: [[[2, ~1]]], properties: { code: "east" } },
      ],
    },
  },
};

test("rings are closed and numbers are those that are stored", () => {
  const [west] = cellsOf(topology);
  expect(west?.shape).toEqual([
    [[[114.300001, 30.6], [114.3, 30.6], [114.3, 30.600001], [114.300001, 30.600001], [114.300001, 30.6]]],
  ]);
});

test("an arc that is passed backwards is the same border", () => {
  const [west, east] = cellsOf(topology);
  expect(east?.properties.code).toBe("east");
  expect(east?.shape[0]?.[0]?.slice(-2).reverse()).toEqual(west?.shape[0]?.[0]?.slice(-2));
});
