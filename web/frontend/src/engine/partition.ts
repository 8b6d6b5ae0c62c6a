// A partition: a coverage, what it must fill, and the numbers of new cells. Commands make new ones.
import type { Boundary } from "./boundary";
import type { Cell, Shape } from "./cells";
import type { Proposal, Step } from "./change";
import { Coverage, compareCodes } from "./coverage";
import { Numbering, isProvisional } from "./numbering";
import { isSameShape } from "./cells";
import { Refusal } from "./refusal";

export interface Redrawn {
  readonly partition: Partition;
  readonly step: Step;
}

export class Partition {
  readonly coverage: Coverage;
  readonly numbering: Numbering;
  /** What the cells must fill and not leave; null lets the outer edge move. */
  readonly boundary: Boundary | null;

  constructor(coverage: Coverage, numbering: Numbering, boundary: Boundary | null) {
    this.coverage = coverage;
    this.numbering = numbering;
    this.boundary = boundary;
  }

  static of(cells: Iterable<Cell>, boundary: Boundary | null = null, draft: string | null = null): Partition {
    const coverage = Coverage.of(cells);
    const codes = coverage.cells.map((cell) => cell.code);
    const twice = codes.find((code, k) => code === codes[k + 1]);
    if (twice !== undefined) throw new Refusal("InputError", "partition.code_twice", null, { code: twice });
    return new Partition(coverage, Numbering.after(codes, draft), boundary);
  }

  /** Carry out a proposal: name its cells and put them in their places. */
  followed(proposal: Proposal, parent: string | null = null): Redrawn {
    const { step, numbering } = this.named(proposal, parent);
    const coverage = this.coverage.patched(step.dropped, step.placed);
    return { step, partition: new Partition(coverage, numbering, this.boundary) };
  }

  /** Name the cells of a proposal; new ones come from a parent. */
  named(proposal: Proposal, parent: string | null = null): { step: Step; numbering: Numbering } {
    const dropped = proposal.before.map((position) => this.coverage.cells[position] as Cell);
    let numbering = this.numbering;
    let codes = proposal.replaced.map((position) => this.coverage.code(position));
    if (proposal.removed.length > 0) {
      const merged = dropped.map((cell) => cell.code);
      merged.sort((one, other) => Number(isProvisional(one)) - Number(isProvisional(other)) || compareCodes(one, other));
      codes = [merged[0] as string];
    }
    while (codes.length < proposal.fresh.length) {
      const [code, next] = numbering.nextAfter(parent ?? this.coverage.code(0));
      codes.push(code);
      numbering = next;
    }
    const placed = codes.map((code, k) => ({ code, shape: proposal.fresh[k] as Shape }));
    placed.sort((one, other) => compareCodes(one.code, other.code));
    return { step: { dropped, placed }, numbering };
  }

  /** Return the partition after a step; its cells must be as the step knows them. */
  patched(step: Step): Partition {
    const isStale = (cell: Cell): boolean =>
      !this.coverage.has(cell.code) ||
      !isSameShape(this.coverage.shape(this.coverage.positionOf(cell.code)), cell.shape);
    const stale =
      step.dropped.find(isStale) ??
      step.placed.find(
        ({ code }) => this.coverage.has(code) && !step.dropped.some((cell) => cell.code === code),
      );
    if (stale !== undefined) {
      throw new Refusal("ConflictError", "partition.stale", null, { code: stale.code });
    }
    return new Partition(this.coverage.patched(step.dropped, step.placed), this.numbering, this.boundary);
  }
}

/** Return the one step that several steps, carried out one after the other, make. */
export function joined(steps: readonly Step[]): Step {
  const first = new Map<string, Cell | null>();
  const last = new Map<string, Cell>();
  for (const step of steps) {
    for (const cell of step.dropped) {
      if (!first.has(cell.code)) first.set(cell.code, cell);
      last.delete(cell.code);
    }
    for (const cell of step.placed) {
      if (!first.has(cell.code)) first.set(cell.code, null);
      last.set(cell.code, cell);
    }
  }
  const sorted = (cells: Iterable<Cell | null>): Cell[] =>
    [...cells].filter((cell) => cell !== null).sort((one, other) => compareCodes(one.code, other.code));
  return { dropped: sorted(first.values()), placed: sorted(last.values()) };
}
