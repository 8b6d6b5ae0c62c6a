// Names and figures in words, the same in all panels.

import type { Translate } from "../../../shared/catalogue";
import { formatArea, formatExact, formatNumber } from "../../../shared/numbers";
import { breachesOf, type DraftCell, type Limits, type PlanRow } from "../model";
import type { LoadUnit, State } from "../state";

/** Return what a cell is called: by its name, else by its number in the community. */
export function nameOfCell(t: Translate, cell: { readonly code: string; readonly name: string }, community: string): string {
  if (cell.name !== "") return cell.name;
  // A cell that the draft made has its official code only when the draft is published.
  const made = /^D.+-\d+-0*(\d+)$/.exec(cell.code)?.[1];
  if (made !== undefined) return t("ui.planner.new_cell", { number: made });
  const number = cell.code.startsWith(community) ? cell.code.slice(community.length) : cell.code;
  return t("ui.planner.cell", { number: number.replace(/^[-_ ]+/, "") });
}

export function nameOfCode(t: Translate, state: State, code: string): string {
  const cell = state.draft?.cells.get(code) ?? state.base.get(code);
  return nameOfCell(t, cell ?? { code, name: "" }, state.community);
}

export function nameOfPlan(t: Translate, plan: PlanRow): string {
  const number = plan.id.split("-").at(-1) ?? plan.id;
  const name = plan.name === "" ? t("ui.planner.plan", { number }) : plan.name;
  return plan.status === "draft" ? t("ui.planner.draft_named", { name }) : name;
}

export function nameOfWorker(t: Translate, state: State, code: string | null): string {
  if (code === null) return t("ui.planner.vacant");
  return state.workers.get(code)?.name || code;
}

/** Return a load as people read it: whole where it is large. */
export function loadWords(load: number | null): string {
  if (load === null) return "–";
  return Math.abs(load) >= 100 ? formatNumber(load) : formatExact(Math.round(load * 10) / 10);
}

/** Return a compactness between 0 and 1 with two decimals. */
export function ratioWords(value: number | null): string {
  return value === null ? "–" : formatNumber(value, 2);
}

export function unitWords(t: Translate, unit: LoadUnit): string {
  return t(`ui.planner.unit.${unit}`);
}

export function breachWords(t: Translate, cell: DraftCell, limits: Limits): string[] {
  const write = (kind: string, value: number): string => (kind === "max_area_m2" ? formatArea(value) : loadWords(value));
  return breachesOf(cell, limits).map(({ kind, value, limit }) =>
    t(`ui.planner.breach.${kind}`, { value: write(kind, value), limit: write(kind, limit) }),
  );
}
