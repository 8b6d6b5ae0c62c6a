// What the user has chosen. One place holds it; panels and map follow it.

import { Followed } from "../../shared/followed";
import type { Kind } from "../../shared/symbols";
import type { HourSet } from "./time/hours";
import type { Period } from "./time/period";

export type CellMode = "worker" | "load" | "deviation" | "indicator" | "none";
export type ReachMode = "covered" | "blind";

/** What the card shows: a cell, a worker or one point. */
export type Selection =
  | { readonly what: "cell"; readonly code: string }
  | { readonly what: "worker"; readonly code: string }
  | { readonly what: "point"; readonly kind: Kind; readonly id: string };

export interface State {
  readonly cellMode: CellMode;
  /** Key of the indicator that colours the cells. */
  readonly indicator: string | null;
  readonly kinds: ReadonlySet<Kind>;
  /** Classes that a kind is limited to; a kind that is not named here shows all of them. */
  readonly classes: ReadonlyMap<Kind, ReadonlySet<string>>;
  readonly heat: Kind | null;
  /** Radius of the density in metres; null leaves it to the service. */
  readonly radius_m: number | null;
  readonly hotspots: boolean;
  readonly reach: ReachMode | null;
  readonly period: Period | null;
  /** Hours of the week, 0 is Monday from midnight to one; null for all. */
  readonly hours: HourSet | null;
  /** Whether the base map that an administrator named takes the place of the own layers. */
  readonly tiles: boolean;
  readonly selection: Selection | null;
  readonly hovered: string | null;
}

export const FIRST: State = {
  cellMode: "worker",
  indicator: null,
  kinds: new Set(),
  classes: new Map(),
  heat: null,
  radius_m: null,
  hotspots: true,
  reach: null,
  period: null,
  hours: null,
  tiles: false,
  selection: null,
  hovered: null,
};

export class Choices extends Followed<State> {
  /** Show a kind of point, or hide it. */
  show(kind: Kind, shown: boolean): void {
    const kinds = new Set(this.now.kinds);
    if (shown) kinds.add(kind);
    else kinds.delete(kind);
    this.change({ kinds });
  }

  /** Limit a kind to some classes; none lifts the limit. */
  limit(kind: Kind, wanted: ReadonlySet<string>): void {
    const classes = new Map(this.now.classes);
    if (wanted.size === 0) classes.delete(kind);
    else classes.set(kind, wanted);
    this.change({ classes });
  }

  selectCell(code: string | null): void {
    this.change({ selection: code === null ? null : { what: "cell", code } });
  }
}

/** Return the code of the cell that a state has selected. */
export function selectedCell(state: State): string | null {
  return state.selection?.what === "cell" ? state.selection.code : null;
}

/** Return whether two selections mean the same. */
export function sameSelection(a: Selection | null, b: Selection | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
