// The limits of the choices, as the addresses of the API write them.

import type { PointLimits } from "../../../api/points";
import type { Kind } from "../../../shared/symbols";
import type { State } from "../state";
import { writeHours } from "../time/hours";
import { daysOf } from "../time/period";

/** Return the limits that a state sets to a kind. */
export function limitsOf(state: State, kind: Kind): PointLimits {
  const days = state.period === null ? null : daysOf(state.period, new Date());
  return {
    since: days?.since ?? null,
    until: days?.until ?? null,
    week_hours: state.hours === null ? null : writeHours(state.hours),
    class: [...(state.classes.get(kind) ?? [])].join(),
  };
}

/** Return whether two states limit points alike. */
export function sameLimits(a: State, b: State): boolean {
  return a.classes === b.classes && a.period === b.period && a.hours === b.hours;
}
