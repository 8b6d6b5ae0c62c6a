// What the workbench works on: cells with their figures, a draft with its journal.

import type { Position } from "../../api/types";

/** Polygons of rings of lon/lat, closed. */
export type Shape = readonly (readonly (readonly Position[])[])[];

/** What a cell should hold; a figure exactly at a limit meets it, null is no limit. */
export interface Limits {
  readonly min_load: number | null;
  readonly max_load: number | null;
  readonly max_area_m2: number | null;
}

export const NO_LIMITS: Limits = { min_load: null, max_load: null, max_area_m2: null };

export interface Breach {
  readonly kind: keyof Limits;
  readonly value: number;
  readonly limit: number;
}

export interface DraftCell {
  readonly code: string;
  readonly name: string;
  readonly shape: Shape;
  readonly area_m2: number;
  readonly load: number | null;
  readonly households: number | null;
  readonly compactness: number | null;
  readonly worker: string | null;
  readonly locked: boolean;
}

export interface Entry {
  readonly number: number;
  readonly kind: "edit" | "undo" | "redo" | "border";
  readonly op: string;
  readonly name: string;
  readonly by: string;
  readonly at: string | null;
  /** Whether the entry stands, that is, has not been undone. */
  readonly standing: boolean;
  readonly codes: readonly string[];
}

export interface LockRow {
  readonly id: string;
  readonly kind: string;
  readonly cell_code: string | null;
  readonly reason: string;
  readonly until: string | null;
}

export type PlanStatus = "draft" | "published" | "scheduled" | "superseded" | "discarded";

export interface PlanRow {
  readonly id: string;
  readonly community_code: string;
  readonly name: string;
  readonly status: PlanStatus;
  readonly origin: string;
  readonly revision: number;
  readonly based_on: string | null;
  readonly valid_from: string | null;
}

export interface WorkerRow {
  readonly code: string;
  readonly name: string;
  readonly capacity: number | null;
  readonly community_code: string | null;
}

export interface Draft {
  readonly plan: PlanRow;
  readonly cells: ReadonlyMap<string, DraftCell>;
  readonly journal: readonly Entry[];
  readonly can_undo: boolean;
  readonly can_redo: boolean;
  readonly locks: readonly LockRow[];
}

/** A command as the library understands it; see the edit vectors for all of them. */
export type Command = Readonly<Record<string, unknown>> & { readonly op: string };

export const UNITS_PER_DEGREE = 1e7;

/** Return the key by which the node at a place is the same in all cells that have it. */
export function nodeKey(place: Position): string {
  return `${Math.round(place[0] * UNITS_PER_DEGREE)},${Math.round(place[1] * UNITS_PER_DEGREE)}`;
}

/** Return a place on the lattice. */
export function onLattice(place: Position): Position {
  const [lon, lat] = place;
  return [
    Math.round(lon * UNITS_PER_DEGREE) / UNITS_PER_DEGREE,
    Math.round(lat * UNITS_PER_DEGREE) / UNITS_PER_DEGREE,
  ];
}

/** Return the cells with the shapes of others where they are alike, so that `===` tells. */
export function interned(
  cells: ReadonlyMap<string, DraftCell>,
  ...others: readonly ReadonlyMap<string, DraftCell>[]
): ReadonlyMap<string, DraftCell> {
  const found = new Map<string, DraftCell>();
  for (const [code, cell] of cells) {
    const like = others
      .map((known) => known.get(code)?.shape)
      .find((shape) => shape !== undefined && alike(shape, cell.shape));
    found.set(code, like === undefined ? cell : { ...cell, shape: like });
  }
  return found;
}

function alike(one: Shape, other: Shape): boolean {
  return one === other || sameLists(one, other, (a, b) => sameLists(a, b, (c, d) => sameLists(c, d, samePlace)));
}

function sameLists<Item>(one: readonly Item[], other: readonly Item[], same: (a: Item, b: Item) => boolean): boolean {
  return one.length === other.length && one.every((item, i) => same(item, other[i] as Item));
}

function samePlace(one: Position, other: Position): boolean {
  return one[0] === other[0] && one[1] === other[1];
}

/** Return the mean load of the cells that have one, null where none has. */
export function meanLoad(cells: Iterable<DraftCell>): number | null {
  let [sum, count] = [0, 0];
  for (const cell of cells) {
    if (cell.load === null) continue;
    sum += cell.load;
    count += 1;
  }
  return count === 0 ? null : sum / count;
}

/** Return how far a cell's load is from the mean, as a ratio. */
export function deviation(cell: DraftCell, mean: number | null): number | null {
  return cell.load === null || mean === null || mean === 0 ? null : cell.load / mean - 1;
}

/** Return the limits that a cell does not meet. */
export function breachesOf(cell: DraftCell, limits: Limits): Breach[] {
  const found: Breach[] = [];
  const { min_load, max_load, max_area_m2 } = limits;
  const { load, area_m2 } = cell;
  if (min_load !== null && load !== null && load < min_load) found.push({ kind: "min_load", value: load, limit: min_load });
  if (max_load !== null && load !== null && load > max_load) found.push({ kind: "max_load", value: load, limit: max_load });
  if (max_area_m2 !== null && area_m2 > max_area_m2) found.push({ kind: "max_area_m2", value: area_m2, limit: max_area_m2 });
  return found;
}

/** Return codes ordered by how much wants attention: faults first, then the largest deviation. */
export function outliers(cells: ReadonlyMap<string, DraftCell>, limits: Limits): string[] {
  const mean = meanLoad(cells.values());
  const faulty = (cell: DraftCell): boolean => breachesOf(cell, limits).length > 0;
  const rank = (cell: DraftCell): number =>
    (faulty(cell) ? 1000 : 0) + Math.abs(deviation(cell, mean) ?? 0);
  return [...cells.values()]
    .filter((cell) => faulty(cell) || Math.abs(deviation(cell, mean) ?? 0) >= 0.1)
    .sort((one, other) => rank(other) - rank(one) || one.code.localeCompare(other.code))
    .map((cell) => cell.code);
}
