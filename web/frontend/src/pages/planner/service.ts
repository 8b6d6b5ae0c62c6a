// What the workbench asks of the service, in its own words. The form of the answers stays in `wire`.

import type { Bounds } from "../../api/types";
import type { BlockRow } from "./layers/blocks";
import type { Command, Draft, DraftCell, Entry, Limits, LockRow, PlanRow, WorkerRow } from "./model";

export interface CommunityRow {
  readonly code: string;
  readonly name: string;
}

export interface Opened {
  readonly name: string;
  readonly bounds: Bounds | null;
  readonly communities: readonly CommunityRow[];
}

/** What one edit, undo or redo changed in a draft. */
export interface Amended {
  readonly revision: number;
  readonly cells: readonly DraftCell[];
  readonly gone: readonly string[];
  /** The whole journal after it, the standing entries marked. */
  readonly journal: readonly Entry[];
  readonly can_undo: boolean;
  readonly can_redo: boolean;
}

/** What asks for a division, as a job. */
export interface DivisionWish {
  readonly community: string;
  readonly method: string;
  readonly cells: number | null;
  readonly min_load: number | null;
  readonly max_load: number | null;
  readonly keeps_barriers: boolean;
  readonly seed: number;
}

export interface JobState {
  readonly id: string;
  readonly state: "waiting" | "running" | "done" | "failed" | "cancelled";
  readonly share: number | null;
  /** What it does now, as a code. */
  readonly doing: string;
  /** What went wrong, in words; empty while nothing did. */
  readonly fault: string;
  /** The draft that came out of it. */
  readonly plan: string | null;
  /** What the divider has to say, in words. */
  readonly notes: readonly string[];
}

/** Ground that has another cell in the second of two plans. */
export interface MovedGround {
  readonly old_code: string | null;
  readonly new_code: string | null;
  readonly old_worker: string | null;
  readonly new_worker: string | null;
  readonly area_m2: number;
  readonly load: number;
  readonly households: number;
  readonly points: number;
  readonly open_tasks: number;
}

export interface Comparison {
  /** Moved ground as areas, borders removed and added as lines. */
  readonly changes: object;
  readonly rows: readonly MovedGround[];
  readonly workers: readonly { readonly code: string; readonly old_cells: readonly string[]; readonly new_cells: readonly string[] }[];
  readonly new_codes: readonly string[];
  readonly gone_codes: readonly string[];
  readonly changed_codes: readonly string[];
  readonly unchanged: number;
}

type Figures = Readonly<Record<string, number>>;

/** A cell or worker before and after. */
export interface ImpactRow {
  readonly code: string;
  readonly name: string;
  readonly before: Figures | null;
  readonly after: Figures | null;
}

export interface CellImpact extends ImpactRow {
  readonly provisional_code: string | null;
  readonly old_worker: string | null;
  readonly new_worker: string | null;
}

export interface WorkerImpact extends ImpactRow {
  readonly old_cells: readonly string[];
  readonly new_cells: readonly string[];
}

export interface Impact {
  readonly cells: readonly CellImpact[];
  readonly workers: readonly WorkerImpact[];
  readonly unassigned: readonly string[];
  readonly breaches: readonly string[];
  readonly renamed: Readonly<Record<string, string>>;
  readonly load_unit: string;
  readonly rule_of_open_tasks: string;
}

export interface Sheet {
  readonly worker_code: string;
  readonly worker_name: string;
  readonly valid_from: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

export interface Publication {
  readonly scheduled: boolean;
  readonly valid_from: string;
  readonly cells: number;
  readonly leaderless: readonly string[];
  readonly renamed: Readonly<Record<string, string>>;
}

export interface Merged {
  readonly plan: PlanRow | null;
  readonly edits: number;
  readonly clashes: readonly { readonly op: string; readonly why: string; readonly geometry: object | null }[];
}

export interface Post {
  readonly cell_code: string;
  readonly worker_code: string;
  readonly duty: string;
}

export interface HeldPost extends Post {
  readonly valid_from: string;
  readonly valid_to: string | null;
}

export interface Proposal {
  readonly assignments: readonly HeldPost[];
  readonly without_leader: readonly string[];
  readonly over_capacity: readonly string[];
  /** Why a duty stays open, in words. */
  readonly open: readonly string[];
}

export interface Service {
  open(): Promise<Opened>;
  plans(community: string): Promise<readonly PlanRow[]>;
  workers(community: string): Promise<readonly WorkerRow[]>;
  blocks(community: string): Promise<readonly BlockRow[]>;
  cellsInForce(community: string): Promise<readonly DraftCell[]>;
  plan(id: string): Promise<readonly DraftCell[]>;
  draft(id: string): Promise<Draft>;

  create(source: PlanRow, name: string): Promise<PlanRow>;
  discard(draft: PlanRow): Promise<void>;
  edit(draft: PlanRow, command: Command, key: string, name: string): Promise<Amended>;
  undo(draft: PlanRow, backTo: number | null, key: string): Promise<Amended>;
  redo(draft: PlanRow, upTo: number | null, key: string): Promise<Amended>;
  lock(draft: PlanRow, cell: string, reason: string, until: string | null): Promise<LockRow>;
  unlock(draft: PlanRow, id: string): Promise<void>;

  divide(wish: DivisionWish): Promise<JobState>;
  rebalance(plan: PlanRow, tolerance_ratio: number, name: string): Promise<JobState>;
  job(id: string): Promise<JobState>;
  cancel(id: string): Promise<void>;

  compare(old: string, fresh: string): Promise<Comparison>;
  impact(draft: PlanRow, day: string, limits: Limits): Promise<Impact>;
  sheets(draft: PlanRow, day: string): Promise<readonly Sheet[]>;
  publish(draft: PlanRow, day: string): Promise<Publication>;
  unschedule(plan: PlanRow): Promise<void>;
  rollBack(plan: PlanRow, day: string, reason: string): Promise<Publication>;
  merge(one: PlanRow, other: PlanRow, prefer: "first" | "second" | null, name: string): Promise<Merged>;

  held(plan: string): Promise<readonly HeldPost[]>;
  assign(posts: readonly Post[], from: string, to: string | null): Promise<void>;
  relieve(posts: readonly Post[], last: string): Promise<void>;
  propose(plan: string, from: string, anew: boolean): Promise<Proposal>;
}
