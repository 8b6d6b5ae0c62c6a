// Hues of workers: those who lead neighbouring cells never share one while hues are left.

import { HUES } from "../../../shared/scales";
import type { Position } from "../../../api/types";
import { type DraftCell, UNITS_PER_DEGREE } from "../model";

const LAT_BITS = 22;

/** Return one number for a node: unlike places less than 0.4 degrees apart have unlike numbers. */
function nodeNumber([lon, lat]: Position): number {
  const north = Math.round(lat * UNITS_PER_DEGREE) & (2 ** LAT_BITS - 1);
  return Math.round(lon * UNITS_PER_DEGREE) * 2 ** LAT_BITS + north;
}

/** Return the cells that touch in a node, by code. */
export function neighbours(cells: Iterable<DraftCell>): Map<string, Set<string>> {
  const at = new Map<number, string[]>();
  for (const cell of cells) {
    for (const ring of cell.shape.flat()) {
      for (const place of ring) {
        const key = nodeNumber(place);
        const known = at.get(key);
        if (known === undefined) at.set(key, [cell.code]);
        else if (known.at(-1) !== cell.code) known.push(cell.code);
      }
    }
  }
  const beside = new Map<string, Set<string>>();
  for (const codes of at.values()) {
    if (codes.length < 2) continue;
    for (const code of codes) {
      const found = beside.get(code) ?? new Set<string>();
      for (const other of codes) if (other !== code) found.add(other);
      beside.set(code, found);
    }
  }
  return beside;
}

/** Return the hue of each cell that has a worker: one hue for all cells of a worker. */
export function workerHues(cells: ReadonlyMap<string, DraftCell>): Map<string, number> {
  const beside = neighbours(cells.values());
  const rivals = new Map<string, Set<string>>();
  for (const cell of cells.values()) {
    if (cell.worker === null) continue;
    const found = rivals.get(cell.worker) ?? new Set<string>();
    for (const code of beside.get(cell.code) ?? []) {
      const other = cells.get(code)?.worker ?? null;
      if (other !== null && other !== cell.worker) found.add(other);
    }
    rivals.set(cell.worker, found);
  }
  const hueOf = new Map<string, number>();
  for (const worker of [...rivals.keys()].sort()) {
    const taken = new Set([...(rivals.get(worker) ?? [])].map((other) => hueOf.get(other)));
    const used = new Map<number, number>();
    for (const hue of hueOf.values()) used.set(hue, (used.get(hue) ?? 0) + 1);
    const free = HUES.map((_, hue) => hue).filter((hue) => !taken.has(hue));
    const least = (free.length > 0 ? free : HUES.map((_, hue) => hue)).sort(
      (one, other) => (used.get(one) ?? 0) - (used.get(other) ?? 0) || one - other,
    )[0];
    hueOf.set(worker, least ?? 0);
  }
  return new Map(
    [...cells.values()].flatMap((cell) => {
      const hue = cell.worker === null ? undefined : hueOf.get(cell.worker);
      return hue === undefined ? [] : [[cell.code, hue] as const];
    }),
  );
}
