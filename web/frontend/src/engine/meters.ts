// The figures of the cells that an edit touches, and of the workers who lead them.
import type { Step } from "./change";
import { type Block, loadChanges } from "./loads";
import { area_m2, compactness_ratio, perimeter_m } from "./measures";

/** What is known of a cell before an edit. */
export interface Known {
  readonly area_m2: number;
  readonly load: number | null;
  readonly worker: string | null;
}

export interface CellMeter {
  readonly code: string;
  readonly area_m2: number;
  readonly perimeter_m: number;
  readonly compactness_ratio: number;
  readonly load: number | null;
}

/**
 * How load follows the ground: with the blocks it lies in; spread evenly over each cell where no
 * block has any; or it is the ground itself.
 */
export type Rule = { readonly by: "blocks"; readonly blocks: readonly Block[] } | { readonly by: "area" } | { readonly by: "m2" };

/** Return the figures of the cells that a step leaves, in the order of their codes. */
export function cellMeters(step: Step, known: ReadonlyMap<string, Known>, rule: Rule): CellMeter[] {
  const areas = new Map(step.placed.map((cell) => [cell.code, area_m2(cell.shape)]));
  const loads = loadsOf(step, known, areas, rule);
  return step.placed.map((cell) => {
    const area = areas.get(cell.code) as number;
    const perimeter = perimeter_m(cell.shape);
    return {
      code: cell.code,
      area_m2: area,
      perimeter_m: perimeter,
      compactness_ratio: compactness_ratio(area, perimeter),
      load: loads.get(cell.code) ?? null,
    };
  });
}

function loadsOf(
  step: Step,
  known: ReadonlyMap<string, Known>,
  areas: ReadonlyMap<string, number>,
  rule: Rule,
): Map<string, number | null> {
  if (rule.by === "m2") return new Map(areas);
  if (rule.by === "area") return spreadLoads(step, known, areas);
  const changes = loadChanges(step, rule.blocks);
  const isNew = (code: string): boolean => !step.dropped.some((cell) => cell.code === code);
  return new Map(
    step.placed.map(({ code }) => {
      const before = isNew(code) ? 0 : (known.get(code)?.load ?? null);
      return [code, before === null ? null : before + (changes.get(code) ?? 0)];
    }),
  );
}

/** Give load away with the ground, evenly in each cell that loses some, evenly to those that gain. */
function spreadLoads(
  step: Step,
  known: ReadonlyMap<string, Known>,
  areas: ReadonlyMap<string, number>,
): Map<string, number | null> {
  const before = (code: string): Known => known.get(code) ?? { area_m2: 0, load: 0, worker: null };
  const codes = new Set([...step.dropped, ...step.placed].map((cell) => cell.code));
  let [given, gained] = [0, 0];
  for (const code of codes) {
    const [was, is] = [before(code), areas.get(code) ?? 0];
    if (is < was.area_m2) given += ((was.load ?? 0) * (was.area_m2 - is)) / was.area_m2;
    else gained += is - was.area_m2;
  }
  return new Map(
    step.placed.map(({ code }) => {
      const [was, is] = [before(code), areas.get(code) as number];
      if (was.load === null) return [code, null];
      if (is < was.area_m2) return [code, (was.load * is) / was.area_m2];
      return [code, was.load + (gained > 0 ? (given * (is - was.area_m2)) / gained : 0)];
    }),
  );
}

export interface WorkerMeter {
  readonly worker: string;
  readonly area_m2: number;
  readonly load: number;
}

/** Return what each worker leads, with the figures of a step in place of those before it. */
export function workerMeters(
  known: ReadonlyMap<string, Known>,
  step: Step,
  meters: readonly CellMeter[],
): ReadonlyMap<string, WorkerMeter> {
  const now = new Map<string, { area_m2: number; load: number | null; worker: string | null }>(known);
  for (const cell of step.dropped) now.delete(cell.code);
  for (const meter of meters) {
    const worker = known.get(meter.code)?.worker ?? null;
    now.set(meter.code, { area_m2: meter.area_m2, load: meter.load, worker });
  }
  const sums = new Map<string, WorkerMeter>();
  for (const cell of now.values()) {
    if (cell.worker === null) continue;
    const sum = sums.get(cell.worker) ?? { worker: cell.worker, area_m2: 0, load: 0 };
    sums.set(cell.worker, {
      worker: cell.worker,
      area_m2: sum.area_m2 + cell.area_m2,
      load: sum.load + (cell.load ?? 0),
    });
  }
  return sums;
}
