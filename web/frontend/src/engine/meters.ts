// The figures of the cells that an edit touches, and of the workers who lead them.
import type { Step } from "./change";
import { type Blocks, loadChanges } from "./loads";
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
export type Rule = { readonly by: "blocks"; readonly blocks: Blocks } | { readonly by: "area" } | { readonly by: "m2" };

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

/** What each worker leads: summed up once, and then only what a step changes. */
export class WorkerSums {
  readonly #known: ReadonlyMap<string, Known>;
  readonly #sums: ReadonlyMap<string, WorkerMeter>;

  constructor(known: ReadonlyMap<string, Known>) {
    const sums = new Map<string, WorkerMeter>();
    for (const { worker, area_m2: area, load } of known.values()) add(sums, worker, area, load ?? 0);
    this.#known = known;
    this.#sums = sums;
  }

  /** Return the workers whose cells a step touches, as they are after it. */
  after(step: Step, meters: readonly CellMeter[]): ReadonlyMap<string, WorkerMeter> {
    const sums = new Map<string, WorkerMeter>();
    const worker = (code: string): string | null => this.#known.get(code)?.worker ?? null;
    for (const { code } of [...step.dropped, ...meters]) {
      const sum = this.#sums.get(worker(code) ?? "");
      if (sum !== undefined) sums.set(sum.worker, sum);
    }
    for (const { code } of step.dropped) {
      const known = this.#known.get(code);
      if (known !== undefined) add(sums, known.worker, -known.area_m2, -(known.load ?? 0));
    }
    for (const { code, area_m2: area, load } of meters) add(sums, worker(code), area, load ?? 0);
    return sums;
  }
}

function add(sums: Map<string, WorkerMeter>, worker: string | null, area: number, load: number): void {
  if (worker === null) return;
  const sum = sums.get(worker) ?? { worker, area_m2: 0, load: 0 };
  sums.set(worker, { worker, area_m2: sum.area_m2 + area, load: sum.load + load });
}
