// What cells weigh while a border moves: the load of blocks by the ground that changes hands.
import { type AreaJson, type Box, type Cell, type Shape, frameOf, ringsOf, shapeOf } from "./cells";
import type { Step } from "./change";
import { EdgeTable } from "./edge-table";
import { turn } from "./exact";
import { area_m2, ringArea_m2 } from "./measures";
import { Edges } from "./noding";
import { Arrangement } from "./overlay";
import type { FloatPart } from "./trace";

/** An indivisible piece of ground and what it weighs. */
export interface Block {
  readonly shape: Shape;
  readonly frame: Box;
  readonly perM2: number;
}

export function blockOf(geometry: AreaJson, load: number): Block {
  const shape = shapeOf(geometry);
  const area = area_m2(shape);
  return { shape, frame: frameOf([shape]), perM2: area > 0 ? load / area : 0 };
}

/** The blocks of a community, those near a box soon found. */
export class Blocks {
  readonly #blocks: readonly Block[];
  readonly #frames: Float64Array;

  constructor(blocks: Iterable<Block>) {
    this.#blocks = [...blocks].filter((block) => block.perM2 !== 0);
    this.#frames = new Float64Array(4 * this.#blocks.length);
    this.#blocks.forEach((block, k) => this.#frames.set(block.frame, 4 * k));
  }

  near([west, south, east, north]: Box): Block[] {
    const found: Block[] = [];
    for (let k = 0, i = 0; i < this.#frames.length; k += 1, i += 4) {
      if ((this.#frames[i] as number) > east || (this.#frames[i + 2] as number) < west) continue;
      if ((this.#frames[i + 1] as number) > north || (this.#frames[i + 3] as number) < south) continue;
      found.push(this.#blocks[k] as Block);
    }
    return found;
  }
}

type Directed = readonly [number, number, number, number];

/** Return by how much the load of each cell of a step changes, by code. */
export function loadChanges(step: Step, blocks: Blocks): Map<string, number> {
  const gains = gainsOf(step);
  const changes = new Map([...gains.keys()].map((code) => [code, 0]));
  const box = frameOfEdges([...gains.values()].flat());
  for (const block of blocks.near(box)) {
    const touched = [...gains].filter(([, edges]) => isBeside(block.frame, frameOfEdges(edges)));
    if (touched.length === 0) continue;
    const gained = gainedIn(block, touched);
    touched.forEach(([code], k) => {
      changes.set(code, (changes.get(code) ?? 0) + (gained[k] ?? 0) * block.perM2);
    });
  }
  return changes;
}

/** Return how many square metres of a block each of some cells gains. */
function gainedIn(block: Block, cells: readonly (readonly [string, readonly Directed[]])[]): number[] {
  const origin = [block.frame[0], block.frame[1]] as const;
  const local = (values: ArrayLike<number>): number[] => Array.from(values, (value, k) => value - origin[(k % 2) as 0 | 1]);
  const edges = new Edges(1 + cells.length);
  for (const [ring, isHole] of ringsOf(block.shape)) edges.add(local(ring), 0, turn(ring) > 0 === isHole ? -1 : 1);
  cells.forEach(([, chain], k) => {
    for (const edge of chain) edges.add(local(edge), 1 + k, 1);
  });
  const arrangement = new Arrangement(edges, 1 + cells.length);
  return cells.map((_, k) => {
    const size = (sign: number): number =>
      area(arrangement.area((windings) => windings[0] === 1 && windings[1 + k] === sign), origin);
    return size(1) - size(-1);
  });
}

function area(parts: readonly FloatPart[], origin: readonly [number, number]): number {
  let sum = 0;
  for (const ring of parts.flat()) sum += ringArea_m2(ring.map((value, k) => value + origin[(k % 2) as 0 | 1]));
  return sum;
}

/** Return for each cell the directed edges by which its border after exceeds that before. */
function gainsOf(step: Step): Map<string, Directed[]> {
  const gains = new Map<string, Directed[]>();
  const before = new Map(step.dropped.map((cell) => [cell.code, cell]));
  const after = new Map(step.placed.map((cell) => [cell.code, cell]));
  for (const code of new Set([...before.keys(), ...after.keys()])) {
    gains.set(code, chainOf(before.get(code), after.get(code)));
  }
  return gains;
}

function chainOf(before: Cell | undefined, after: Cell | undefined): Directed[] {
  const shapes = [before?.shape ?? [], after?.shape ?? []];
  const [west, south] = frameOf(shapes);
  const table = new EdgeTable(west, south);
  table.claim(shapes[0] as Shape, 0, 0);
  table.claim(shapes[1] as Shape, 1, 0);
  const chain: Directed[] = [];
  for (let edge = 0; edge < table.low.length; edge += 1) {
    const [oldBack, oldAlong, back, along] = table.claims.slice(4 * edge, 4 * edge + 4) as [number, number, number, number];
    const net = along - back - (oldAlong - oldBack);
    if (net === 0) continue;
    const [low, high] = [table.low[edge] as number, table.high[edge] as number];
    const ends = [table.x[low], table.y[low], table.x[high], table.y[high]] as unknown as Directed;
    const directed: Directed = net > 0 ? ends : [ends[2], ends[3], ends[0], ends[1]];
    for (let k = 0; k < Math.abs(net); k += 1) chain.push(directed);
  }
  return chain;
}

function frameOfEdges(edges: readonly Directed[]): Box {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [ax, ay, bx, by] of edges) {
    west = Math.min(west, ax, bx);
    south = Math.min(south, ay, by);
    east = Math.max(east, ax, bx);
    north = Math.max(north, ay, by);
  }
  return [west, south, east, north];
}

function isBeside(one: Box, other: Box): boolean {
  return one[0] <= other[2] && one[2] >= other[0] && one[1] <= other[3] && one[3] >= other[1];
}
