// What the planner sees and has chosen. One place holds it; map and panels follow it.

import { Followed } from "../../shared/followed";
import type { Position } from "../../api/types";
import type { Draft, DraftCell, Limits, PlanRow, WorkerRow } from "./model";

export type Mode = "borders" | "workers";
export type Fill = "worker" | "load" | "deviation";
export type Tool = "select" | "paint" | "split" | "merge" | "transfer" | "lock" | "assign";
export type LoadUnit = "block_load" | "households" | "m2";
export type PaintForm = "brush" | "rectangle" | "lasso";

/** A refusal: what is wrong, how to mend it, and where. */
export interface Refused {
  readonly title: string;
  readonly detail: string;
  readonly where: object | null;
}

export interface State {
  readonly mode: Mode;
  readonly fill: Fill;
  readonly tool: Tool;
  readonly paint: PaintForm;
  readonly community: string;
  readonly plans: readonly PlanRow[];
  readonly draft: Draft | null;
  /** The cells of the plan that the draft branched from, by code. */
  readonly base: ReadonlyMap<string, DraftCell>;
  /** What a gesture would make of the draft: drawn and measured, not sent. */
  readonly preview: ReadonlyMap<string, DraftCell> | null;
  readonly workers: ReadonlyMap<string, WorkerRow>;
  readonly limits: Limits;
  /** What the load counts: the load of blocks, households, or the ground itself. */
  readonly unit: LoadUnit;
  /** In the order of choosing; the first is the one whose card shows. */
  readonly selected: readonly string[];
  readonly hovered: string | null;
  readonly node: Position | null;
  readonly worker: string | null;
  readonly refused: Refused | null;
  /** Edits that are on their way. */
  readonly waiting: number;
  readonly online: boolean;
}

export class Bench extends Followed<State> {
  /** Select one cell alone, or none. */
  select(code: string | null): void {
    this.change({ selected: code === null ? [] : [code], node: null });
  }

  /** Take a cell into the selection, or out of it. */
  toggle(code: string): void {
    const { selected } = this.now;
    const left = selected.filter((one) => one !== code);
    this.change({ selected: left.length < selected.length ? left : [...selected, code], node: null });
  }
}

/** Return the cells as they show: those of a gesture before those of the draft, before the plan's. */
export function shownCells(state: State): ReadonlyMap<string, DraftCell> {
  return state.preview ?? state.draft?.cells ?? state.base;
}

/** Return the cell whose card shows. */
export function shownCell(state: State): DraftCell | null {
  const code = state.selected[0];
  return code === undefined ? null : (shownCells(state).get(code) ?? null);
}

/** Return whether there is an edit to take back. */
export function mayUndo(state: State): boolean {
  return mayDraw(state) && (state.draft?.can_undo ?? false);
}

/** Return whether the draft may be redrawn. */
export function mayDraw(state: State): boolean {
  return state.draft !== null && state.draft.plan.status === "draft";
}
