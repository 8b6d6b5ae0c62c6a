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

/** The scene that is open, and what was worked out for it. */
interface Open {
  readonly scene: Scene;
  readonly partition: Partition;
  readonly known: ReadonlyMap<string, Known>;
  readonly blocks: Blocks;
  readonly sums: WorkerSums;
}

let now: Open | null = null;
let scene: Scene | null = null;

/** Read a scene; it is not measured. */
export function read(text: string): void {
  scene = JSON.parse(text) as Scene;
}

/** Make the cells of the scene ready, as the page does when a draft is opened. */
export function open(): number {
  if (scene === null) return 0;
  const cells = scene.cells.map((cell) => ({ code: cell.code, shape: shapeOf(cell.geometry) }));
  const boundary = Boundary.around(cells.map((cell) => cell.shape));
  const loads = scene.cells.map((cell) => cell.load);
  const known = new Map<string, Known>(
    cells.map((cell, k) => [cell.code, { area_m2: area_m2(cell.shape), load: loads[k] ?? null, worker: `w${k % 100}` }]),
  );
  const blocks = new Blocks(scene.blocks.map((block) => blockOf(block.geometry, block.load)));
  now = { scene, partition: Partition.of(cells, boundary), known, blocks, sums: new WorkerSums(known) };
  return cells.reduce((sum, cell) => sum + cell.shape.flat().reduce((all, ring) => all + ring.length / 2 - 1, 0), 0);
}

/** Take one step of one drag: cells, verdict, figures, sums. Tells whether it would be refused. */
export function step(drag: number, number: number): boolean {
  const wish = now?.scene.drags[drag];
  const to = wish?.to[number];
  if (now === null || wish === undefined || to === undefined) return true;
  const preview = previewOf(now.partition, { op: "move_node", at: wish.at, to });
  const meters = cellMeters(preview.step, now.known, { by: "blocks", blocks: now.blocks });
  now.sums.after(preview.step, meters);
  return preview.refusal !== null;
}
