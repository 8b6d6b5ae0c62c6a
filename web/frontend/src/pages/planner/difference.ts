// What a draft changes of a plan, kept up to date edit by edit: a step of a drag touches few cells.

import type { Position } from "../../api/types";
import { type DraftCell, nodeKey, type Shape } from "./model";

export type Cells = ReadonlyMap<string, DraftCell>;
type Rings = readonly (readonly Position[])[];
export type Edge = readonly [Position, Position];

/** The shape of a cell in the plan and in the draft; undefined where it is not. */
export interface Change {
  readonly code: string;
  readonly before: Shape | undefined;
  readonly after: Shape | undefined;
}

/** What is other than it was when last asked. */
export interface News {
  /** Cells whose change is another; without a change, both shapes are one. */
  readonly cells: readonly Change[];
  /** Edges of the plan that the draft has no more, by their keys. */
  readonly lost: ReadonlyMap<string, Edge>;
  /** Keys of lost edges that the draft has again. */
  readonly found: readonly string[];
}

export class Difference {
  #changes = new Map<string, Change>();
  /** How many changed cells have an edge in the plan, and how many in the draft. */
  readonly #before = new Map<string, number>();
  readonly #after = new Map<string, number>();
  readonly #lost = new Set<string>();

  /** Compare, and tell what is new. Shapes that are alike have to be one object, see `interned`. */
  compare(plan: Cells, draft: Cells): News {
    const changes = changesBetween(plan, draft);
    const touched = [...new Set([...this.#changes.keys(), ...changes.keys()])].filter(
      (code) => !same(this.#changes.get(code), changes.get(code)),
    );
    const edges = new Map<string, Edge>();
    for (const code of touched) {
      const [old, fresh] = [this.#changes.get(code), changes.get(code)];
      recount(this.#before, old?.before, fresh?.before, edges);
      recount(this.#after, old?.after, fresh?.after, edges);
    }
    this.#changes = changes;
    const cells = touched.map((code) => changes.get(code) ?? { code, before: undefined, after: undefined });
    return { cells, ...this.#judge(edges) };
  }

  #judge(edges: ReadonlyMap<string, Edge>): Pick<News, "lost" | "found"> {
    const lost = new Map<string, Edge>();
    const found: string[] = [];
    for (const [key, edge] of edges) {
      const isLost = this.#before.has(key) && !this.#after.has(key);
      if (isLost === this.#lost.has(key)) continue;
      if (isLost) {
        this.#lost.add(key);
        lost.set(key, edge);
      } else {
        this.#lost.delete(key);
        found.push(key);
      }
    }
    return { lost, found };
  }
}

/** Count the edges of a shape in place of those of another, and note those that one of them lacks. */
function recount(counts: Map<string, number>, old: Shape | undefined, fresh: Shape | undefined, edges: Map<string, Edge>): void {
  if (old === fresh) return;
  const [rings, others] = [old?.flat() ?? [], fresh?.flat() ?? []];
  for (const [mine, theirs, by] of [[rings, others, -1], [others, rings, 1]] as const) {
    for (const [key, edge] of edgesOf(mine, theirs)) {
      const count = (counts.get(key) ?? 0) + by;
      if (count === 0) counts.delete(key);
      else counts.set(key, count);
      edges.set(key, edge);
    }
  }
}

function changesBetween(plan: Cells, draft: Cells): Map<string, Change> {
  const changes = new Map<string, Change>();
  if (plan === draft || plan.size === 0) return changes;
  const note = (code: string): void => {
    const [before, after] = [plan.get(code)?.shape, draft.get(code)?.shape];
    if (before !== after) changes.set(code, { code, before, after });
  };
  for (const code of plan.keys()) note(code);
  for (const code of draft.keys()) if (!plan.has(code)) note(code);
  return changes;
}

function same(one: Change | undefined, other: Change | undefined): boolean {
  return one?.before === other?.before && one?.after === other?.after;
}

/**
 * Yield the edges of rings by the keys of their nodes.
 *
 * A step of a drag moves one node: edges that stand at the same place of the same ring of the
 * others are left out, which spares the keys of all the rest.
 */
function* edgesOf(rings: Rings, others: Rings): Iterable<[string, Edge]> {
  for (const [k, ring] of rings.entries()) {
    const other = others[k]?.length === ring.length ? others[k] : undefined;
    for (let i = 1; i < ring.length; i += 1) {
      const [from, to] = [ring[i - 1], ring[i]];
      if (from === undefined || to === undefined) continue;
      if (isAt(from, other?.[i - 1]) && isAt(to, other?.[i])) continue;
      const [fromKey, toKey] = [nodeKey(from), nodeKey(to)];
      yield fromKey < toKey ? [`${fromKey} ${toKey}`, [from, to]] : [`${toKey} ${fromKey}`, [to, from]];
    }
  }
}

function isAt(one: Position, other: Position | undefined): boolean {
  return other !== undefined && one[0] === other[0] && one[1] === other[1];
}
