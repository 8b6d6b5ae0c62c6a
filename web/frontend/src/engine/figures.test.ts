// Figures are the library's: areas and compactness on the ellipsoid, loads of moved ground.
import { describe, expect, it } from "vitest";
import figures from "../../../../tests/vectors/figures/figures.json";
import { carryOut } from "./carrying-out";
import { type AreaJson, shapeOf } from "./cells";
import type { Command } from "./commands";
import { Blocks, blockOf } from "./loads";
import { area_m2, compactness_ratio, distance_m, perimeter_m } from "./measures";
import { type Known, cellMeters, WorkerSums } from "./meters";
import { Partition } from "./partition";

const near = (value: number, wanted: number): number => Math.abs(value - wanted) / Math.abs(wanted);
const blocks = new Blocks(
  figures.blocks.map((block) => blockOf(block.geometry as unknown as AreaJson, block.load)),
);
const cells = figures.before.map((cell) => ({ code: cell.code, shape: shapeOf(cell.geometry as unknown as AreaJson) }));
const known = new Map<string, Known>(
  figures.before.map((cell, k) => [
    cell.code,
    { load: cell.load, area_m2: area_m2(cells[k]?.shape ?? []), worker: k % 2 === 0 ? "w1" : "w2" },
  ]),
);

describe("measures", () => {
  it.each(figures.shapes.map((shape, k) => [k, shape] as const))("are the library's for shape %i", (_, wanted) => {
    const shape = shapeOf(wanted.geometry as unknown as AreaJson);
    const [area, perimeter] = [area_m2(shape), perimeter_m(shape)];
    expect(near(area, wanted.area_m2)).toBeLessThan(1e-6);
    expect(near(perimeter, wanted.perimeter_m)).toBeLessThan(1e-6);
    expect(near(compactness_ratio(area, perimeter), wanted.compactness_ratio)).toBeLessThan(1e-6);
  });

  it("find no way from a place to itself", () => {
    expect(distance_m(5, 5, 5, 5)).toBe(0);
  });
});

describe("loads", () => {
  it.each(figures.moves.map((move) => [move.command.op, move] as const))("follow the ground: %s", (_, move) => {
    const { step } = carryOut(Partition.of(cells), move.command as unknown as Command);
    const wanted = new Map(move.after.map((cell) => [cell.code, cell.load]));
    for (const meter of cellMeters(step, known, { by: "blocks", blocks })) {
      expect(Math.abs((meter.load ?? Number.NaN) - (wanted.get(meter.code) ?? 0))).toBeLessThan(1e-4);
    }
  });

  it("stay the same in sum where they are spread over the ground", () => {
    const { step } = carryOut(Partition.of(cells), figures.moves[0]?.command as unknown as Command);
    const sum = (values: Iterable<number | null>): number => [...values].reduce<number>((a, b) => a + (b ?? 0), 0);
    const after = cellMeters(step, known, { by: "area" }).map((meter) => meter.load);
    expect(sum(after)).toBeCloseTo(sum(step.dropped.map((cell) => known.get(cell.code)?.load ?? null)), 9);
  });

  it("are the ground itself where nothing else is known", () => {
    const { step } = carryOut(Partition.of(cells), figures.moves[0]?.command as unknown as Command);
    const [meter] = cellMeters(step, known, { by: "m2" });
    expect(meter?.load).toBe(meter?.area_m2);
  });

  it("add up by worker", () => {
    const { step } = carryOut(Partition.of(cells), figures.moves[0]?.command as unknown as Command);
    const meters = cellMeters(step, known, { by: "blocks", blocks });
    const sums = [...new WorkerSums(known).after(step, meters).values()].reduce((sum, one) => sum + one.load, 0);
    const before = figures.before.reduce((sum, cell) => sum + cell.load, 0);
    expect(sums).toBeCloseTo(before, 4);
  });
});
