// What `tests/benchmarks/bench_drag.py` runs in a browser: drags of junctions, step by step.
import { Boundary } from "../boundary";
import { type AreaJson, shapeOf } from "../cells";
import type { LonLat } from "../lattice";
import { Blocks, blockOf } from "../loads";
import { area_m2 } from "../measures";
import { type Known, cellMeters, WorkerSums } from "../meters";
import { Partition } from "../partition";
import { previewOf } from "../previewing";

interface Scene {
  readonly cells: readonly { readonly code: string; readonly geometry: AreaJson; readonly load: number }[];
  readonly blocks: readonly { readonly geometry: AreaJson; readonly load: number }[];
  readonly drags: readonly { readonly at: LonLat; readonly to: readonly LonLat[] }[];
}

interface Told {
  readonly cells: number;
  readonly nodes: number;
  readonly index_ms: number;
  readonly first_ms: number;
  readonly steps: number;
  readonly refused: number;
  readonly step_ms: Quantiles;
  readonly accepted_ms: Quantiles;
  readonly refused_ms: Quantiles;
}
interface Quantiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly most: number;
}

export function run(text: string): Told {
  const scene = JSON.parse(text) as Scene;
  const blocks = scene.blocks.map((block) => blockOf(block.geometry, block.load));
  const begun = performance.now();
  const cells = scene.cells.map((cell) => ({ code: cell.code, shape: shapeOf(cell.geometry) }));
  const partition = Partition.of(cells, Boundary.around(cells.map((cell) => cell.shape)));
  const indexed = performance.now();
  const known = new Map<string, Known>(
    cells.map((cell, k) => [cell.code, { area_m2: area_m2(cell.shape), load: scene.cells[k]?.load ?? null, worker: `w${k % 100}` }]),
  );
  const laid = new Blocks(blocks);
  const sums = new WorkerSums(known);
  const accepted: number[] = [];
  const refused: number[] = [];
  let first = 0;
  for (const { at, to } of scene.drags) {
    for (const place of to) {
      const before = performance.now();
      const preview = previewOf(partition, { op: "move_node", at, to: place });
      const meters = cellMeters(preview.step, known, { by: "blocks", blocks: laid });
      sums.after(preview.step, meters);
      const spent = performance.now() - before;
      if (first === 0) first = spent;
      (preview.refusal === null ? accepted : refused).push(spent);
    }
  }
  const nodes = cells.reduce((sum, cell) => sum + cell.shape.flat().reduce((all, ring) => all + ring.length / 2, 0), 0);
  return {
    cells: cells.length,
    nodes,
    index_ms: indexed - begun,
    first_ms: indexed - begun + first,
    steps: accepted.length + refused.length,
    refused: refused.length,
    step_ms: quantiles([...accepted, ...refused]),
    accepted_ms: quantiles(accepted),
    refused_ms: quantiles(refused),
  };
}

function quantiles(values: readonly number[]): Quantiles {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (share: number): number => sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)] ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), most: at(1) };
}
