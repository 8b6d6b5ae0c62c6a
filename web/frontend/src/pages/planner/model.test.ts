import { expect, test } from "vitest";
import { breachesOf, type DraftCell, interned, meanLoad, NO_LIMITS, nodeKey, outliers } from "./model";

function cell(code: string, load: number | null, east = 0): DraftCell {
  const ring = [[0, 0], [1, 0], [1, 1], [0, 0]].map(([x = 0, y = 0]) => [x + east, y] as const);
  return { code, name: "", shape: [[ring]], area_m2: 100, load, households: null, compactness: null, worker: null, locked: false };
}

const by = (...cells: DraftCell[]): ReadonlyMap<string, DraftCell> => new Map(cells.map((one) => [one.code, one]));

test("a node has one key in all cells, whatever the last bit of its numbers", () => {
  expect(nodeKey([114.3000001, 30.6])).toBe(nodeKey([114.30000010000002, 30.600000000000005]));
});

test("the mean leaves out cells without a load", () => {
  expect(meanLoad([cell("a", 10), cell("b", null), cell("c", 30)])).toBe(20);
  expect(meanLoad([cell("b", null)])).toBeNull();
});

test("shapes that are alike become one object, others stay", () => {
  const before = by(cell("a", 1), cell("b", 1));
  const after = interned(by(cell("a", 2), cell("b", 2, 5)), before);
  expect(after.get("a")?.shape).toBe(before.get("a")?.shape);
  expect(after.get("b")?.shape).not.toBe(before.get("b")?.shape);
});

test("a figure exactly at a limit meets it", () => {
  const limits = { ...NO_LIMITS, min_load: 10, max_load: 20, max_area_m2: 99 };
  expect(breachesOf(cell("a", 10), limits).map(({ kind }) => kind)).toEqual(["max_area_m2"]);
  expect(breachesOf(cell("a", 20.5), limits).map(({ kind }) => kind)).toEqual(["max_load", "max_area_m2"]);
});

test("broken limits come before the largest deviation, and small deviations not at all", () => {
  const cells = by(cell("a", 100), cell("b", 60), cell("c", 140), cell("d", 100));
  expect(outliers(cells, NO_LIMITS)).toEqual(["b", "c"]);
  expect(outliers(cells, { ...NO_LIMITS, max_load: 120 })).toEqual(["c", "b"]);
});
