// What a gesture would make of the draft, worked out in the browser by the rules of the service: the
// cells as they would be with their figures, or why it would be refused and where. The service
// decides all the same.

import type { Position } from "../../../api/types";
import { Boundary } from "../../../engine/boundary";
import { type AreaJson, type Cell, type Shape as WholeShape, areaJson, shapeOf } from "../../../engine/cells";
import type { Step } from "../../../engine/change";
import type { Coverage } from "../../../engine/coverage";
import type { Command as EngineCommand } from "../../../engine/commands";
import { UNITS_PER_DEGREE } from "../../../engine/lattice";
import { Blocks, blockOf } from "../../../engine/loads";
import { type Known, type Rule, cellMeters } from "../../../engine/meters";
import { Partition } from "../../../engine/partition";
import { previewOf } from "../../../engine/previewing";
import type { Refusal } from "../../../engine/refusal";
import { whereIn } from "../../../engine/validity";
import type { Translate } from "../../../shared/catalogue";
import type { BlockRow } from "../layers/blocks";
import type { Draft, DraftCell, Shape } from "../model";
import type { Refused } from "../state";

export interface Foreseen {
  /** The cells of the draft with those of the gesture in place. */
  readonly cells: ReadonlyMap<string, DraftCell>;
  readonly touched: readonly string[];
  readonly refused: Refused | null;
  /** The code of the refusal, empty where there is none. */
  readonly code: string;
}

/** What is worked out once for each state of a draft. */
interface Ground {
  readonly partition: Partition;
  readonly known: ReadonlyMap<string, Known>;
  readonly rule: Rule;
  /** The blocks that the rule was made of. */
  readonly rows: readonly BlockRow[];
}

type DraftCells = Draft["cells"];

// A load within this of the area is the area: no block has any, and no household is known.
const SAME_RATIO = 1e-6;

export class Foresight {
  readonly #wholes = new WeakMap<Shape, WholeShape>();
  readonly #grounds = new WeakMap<DraftCells, Ground>();
  #blocks: Blocks | null = null;

  constructor(
    readonly t: Translate,
    readonly rows: () => readonly BlockRow[],
    /** The id of the draft, in which new cells get provisional codes. */
    readonly draft: () => string,
  ) {}

  /** Return the cells of a draft in whole units, and their borders. */
  coverageOf(draft: Draft | null): Coverage | null {
    return draft === null ? null : this.#groundOf(draft.cells).partition.coverage;
  }

  /** Return the cell of a draft at a place. */
  codeAt(draft: Draft, [lon, lat]: Position): string | null {
    const { coverage } = this.#groundOf(draft.cells).partition;
    const [x, y] = [lon * UNITS_PER_DEGREE, lat * UNITS_PER_DEGREE];
    const found = coverage.near([x, y, x, y]).find((position) => isWithin(coverage.shape(position), x, y));
    return found === undefined ? null : coverage.code(found);
  }

  /** The blocks are others now: loads are reckoned anew. */
  forget(): void {
    this.#blocks = null;
  }

  of(cells: DraftCells, command: EngineCommand): Foreseen {
    const ground = this.#groundOf(cells);
    const { step, refusal } = previewOf(ground.partition, command);
    return {
      cells: this.#applied(cells, ground, step, command),
      touched: step.placed.map((cell) => cell.code),
      refused: refusal === null ? null : this.#inWords(refusal),
      code: refusal?.code ?? "",
    };
  }

  #groundOf(cells: DraftCells): Ground {
    const found = this.#grounds.get(cells);
    const rows = this.rows();
    if (found?.rows === rows) return found;
    const rule = this.#ruleFor(cells, rows);
    if (found !== undefined) return this.#kept(cells, { ...found, rule, rows });
    const wholes: Cell[] = [...cells.values()].map((cell) => ({ code: cell.code, shape: this.#whole(cell.shape) }));
    const boundary = Boundary.around(wholes.map((cell) => cell.shape));
    const known = new Map<string, Known>([...cells].map(([code, { area_m2, load, worker }]) => [code, { area_m2, load, worker }]));
    return this.#kept(cells, { partition: Partition.of(wholes, boundary, this.draft()), known, rule, rows });
  }

  #kept(cells: DraftCells, ground: Ground): Ground {
    this.#grounds.set(cells, ground);
    return ground;
  }

  #whole(shape: Shape): WholeShape {
    const found = this.#wholes.get(shape);
    if (found !== undefined) return found;
    const whole = shapeOf({ type: "MultiPolygon", coordinates: shape });
    this.#wholes.set(shape, whole);
    return whole;
  }

  #ruleFor(cells: DraftCells, rows: readonly BlockRow[]): Rule {
    if (rows.some((row) => row.load > 0)) {
      this.#blocks ??= new Blocks(rows.map((row) => blockOf(row.geometry as AreaJson, row.load)));
      return { by: "blocks", blocks: this.#blocks };
    }
    const isGround = [...cells.values()].every(
      ({ load, area_m2 }) => load !== null && Math.abs(load - area_m2) <= SAME_RATIO * area_m2,
    );
    return isGround ? { by: "m2" } : { by: "area" };
  }

  #applied(cells: DraftCells, { known, rule }: Ground, step: Step, command: EngineCommand): DraftCells {
    if (step.placed.length === 0) return cells;
    const found = new Map(cells);
    for (const { code } of step.dropped) if (!step.placed.some((cell) => cell.code === code)) found.delete(code);
    const meters = new Map(cellMeters(step, known, rule).map((meter) => [meter.code, meter]));
    const parent = command.op === "split" ? cells.get(command.code) : undefined;
    for (const { code, shape } of step.placed) {
      const meter = meters.get(code);
      const pattern = cells.get(code) ?? (parent === undefined ? undefined : { ...parent, name: "" });
      if (pattern === undefined || meter === undefined) continue;
      found.set(code, {
        ...pattern,
        code,
        shape: this.#drawn(shape),
        area_m2: meter.area_m2,
        load: meter.load,
        compactness: meter.compactness_ratio,
      });
    }
    return found;
  }

  #drawn(whole: WholeShape): Shape {
    const area = areaJson(whole);
    return area.type === "Polygon" ? [area.coordinates] : area.coordinates;
  }

  #inWords(refusal: Refusal): Refused {
    const code = `error.${refusal.code}`;
    return {
      title: this.t(code, refusal.params),
      detail: this.t(`${code}.mend`, refusal.params),
      where: refusal.place,
    };
  }
}

function isWithin(shape: WholeShape, x: number, y: number): boolean {
  return shape.some((part) => part.every((ring, k) => (k === 0 ? whereIn(ring, x, y) >= 0 : whereIn(ring, x, y) <= 0)));
}
