// Whatever is done at random, the cells stay an exact partition, and undo leads back.
import { describe, expect, it } from "vitest";
import { Boundary } from "./boundary";
import { carryOut } from "./carrying-out";
import { areaJson, canonical, doubleArea, frameOf, nodesOf } from "./cells";
import { isBeside, isSameEdge, missOf } from "./clearance";
import type { Command } from "./commands";
import type { Coverage } from "./coverage";
import { EdgeTable } from "./edge-table";
import { History } from "./journal";
import { type LonLat, lonLatOf } from "./lattice";
import type { Segment } from "./ledger";
import { Partition } from "./partition";
import { AskServer, Refusal } from "./refusal";
import { chance, nodeOfShape, sheet } from "./testing/sheets";

const SIZE = 400;

function drawn(coverage: Coverage, random: () => number): Command {
  const pick = (): number => Math.floor(random() * coverage.cells.length);
  const one = pick();
  const at = nodeOfShape(coverage.shape(one), random);
  const aside = (place: LonLat, reach: number): LonLat => [
    place[0] + ((random() - 0.5) * reach) / 1e7,
    place[1] + ((random() - 0.5) * reach) / 1e7,
  ];
  const [west, south, east, north] = frameOf([coverage.shape(one)]);
  const kind = Math.floor(random() * 7);
  if (kind === 0) return { op: "delete_node", at };
  if (kind === 1) {
    const nodes = nodesOf(coverage.shape(one)[0]?.[0] as Int32Array);
    const k = Math.floor(random() * nodes.length);
    const [a, b] = [lonLatOf(nodes[k] as [number, number]), lonLatOf(nodes[(k + 1) % nodes.length] as [number, number])];
    const middle: LonLat = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    return { op: "insert_node", on: middle, at: aside(middle, SIZE / 4) };
  }
  if (kind === 2) {
    const x = west + random() * (east - west);
    const line: LonLat[] = [lonLatOf([x, south - 20]), lonLatOf([x + (random() - 0.5) * SIZE, north + 20])];
    return { op: "split", code: coverage.code(one), line };
  }
  if (kind === 3) return { op: "merge", codes: [coverage.code(one), coverage.code(pick())] };
  if (kind === 4) {
    const middle = nodeOfShape(coverage.shape(one), random);
    const reach = (0.1 + random()) * SIZE;
    const corners = [0, 1, 2, 3, 4, 0].map((k): LonLat => [
      middle[0] + (reach / 1e7) * Math.cos((2 * Math.PI * k) / 5),
      middle[1] + (reach / 1e7) * Math.sin((2 * Math.PI * k) / 5),
    ]);
    return { op: "transfer", piece: { type: "Polygon", coordinates: [corners] }, from_code: coverage.code(one), to_code: coverage.code(pick()) };
  }
  return { op: "move_node", at, to: aside(at, (0.1 + random()) * SIZE) };
}

/** Return the distinct edges of a coverage; each side of each belongs to one cell at most. */
function edgesOf(coverage: Coverage): Segment[] {
  const [west, south] = frameOf(coverage.cells.map((cell) => cell.shape));
  const table = new EdgeTable(west, south);
  coverage.cells.forEach((cell, k) => table.claim(cell.shape, 1, k));
  expect(Math.max(...table.claims)).toBe(1);
  return table.low.map((low, k) => {
    const high = table.high[k] as number;
    return [table.x[low], table.y[low], table.x[high], table.y[high]] as unknown as Segment;
  });
}

function expectClear(coverage: Coverage): void {
  const edges = edgesOf(coverage).sort((one, other) => Math.min(one[0], one[2]) - Math.min(other[0], other[2]));
  const faults = edges.filter((edge, k) => {
    for (const other of edges.slice(k + 1)) {
      if (Math.min(other[0], other[2]) > Math.max(edge[0], edge[2]) + 1) return false;
      if (isBeside(edge, other) && !isSameEdge(edge, other) && missOf(edge, other) !== null) return true;
    }
    return false;
  });
  expect(faults).toEqual([]);
}

function written(coverage: Coverage): string {
  return JSON.stringify(coverage.cells.map((cell) => [cell.code, areaJson(canonical(cell.shape))]));
}

function total(coverage: Coverage): bigint {
  return coverage.cells.reduce((sum, cell) => sum + doubleArea(cell.shape), 0n);
}

describe("a random walk", () => {
  it.each([1, 2, 3])("keeps the partition exact and leads back: seed %i", (seed) => {
    const random = chance(seed);
    const cells = sheet(4, 4, SIZE, random);
    const first = Partition.of(cells, Boundary.around(cells.map((cell) => cell.shape)), "walk");
    let history = new History(first);
    let carried = 0;
    for (let round = 0; round < 60; round += 1) {
      try {
        const { partition, step } = carryOut(history.partition, drawn(history.partition.coverage, random));
        history = history.with(partition, step);
        carried += 1;
      } catch (error) {
        if (!(error instanceof Refusal || error instanceof AskServer)) throw error;
      }
    }
    expect(carried).toBeGreaterThan(12);
    expectClear(history.partition.coverage);
    const bends = Number(total(history.partition.coverage) - total(first.coverage));
    // On the straight outline of the sheet new nodes bend nothing.
    expect(bends).toBe(0);
    const end = written(history.partition.coverage);
    while (history.canUndo) history = history.undo();
    expect(written(history.partition.coverage)).toBe(written(first.coverage));
    while (history.canRedo) history = history.redo();
    expect(written(history.partition.coverage)).toBe(end);
  });
});

describe("a history", () => {
  const cells = sheet(2, 2, SIZE, chance(9));
  const start = new History(Partition.of(cells));

  it("has nothing to take back at first", () => {
    expect([start.canUndo, start.undo(), start.redo()]).toEqual([false, start, start]);
  });

  it("refuses a step over cells that are others now", () => {
    const { step } = carryOut(start.partition, { op: "merge", codes: ["c001", "c002"] });
    const moved = start.partition.patched(step);
    expect(() => moved.patched(step)).toThrow("partition.stale");
  });

  it("forgets what was undone when something else is done", () => {
    const merged = carryOut(start.partition, { op: "merge", codes: ["c001", "c002"] });
    const back = start.with(merged.partition, merged.step).undo();
    const other = carryOut(back.partition, { op: "merge", codes: ["c003", "c004"] });
    expect(back.with(other.partition, other.step).canRedo).toBe(false);
  });
});
