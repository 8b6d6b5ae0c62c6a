// What the API answers about plans, drafts, meters and comparisons. Names are those of the answers.

import type { Topology } from "./topology";
import type { Collection } from "./types";

export interface PlanAnswer {
  readonly id: string;
  readonly community_code: string;
  readonly status: "draft" | "scheduled" | "published" | "superseded" | "discarded";
  readonly origin: string;
  readonly name: string;
  readonly reason: string;
  readonly valid_from: string | null;
  readonly valid_to: string | null;
  readonly revision: number;
  readonly based_on: string | null;
}

export interface CommunityAnswer {
  readonly code: string;
  readonly name: string;
  readonly in_force: PlanAnswer | null;
  readonly waiting: PlanAnswer | null;
  readonly drafts: readonly PlanAnswer[];
}

export interface CellFigures {
  readonly code: string;
  readonly name: string;
  readonly area_m2: number;
  readonly load: number | null;
  readonly compactness_ratio: number;
  readonly broken: readonly string[];
}

export interface PlanCells extends Topology<CellFigures> {
  readonly plan: PlanAnswer;
  readonly number: number;
  readonly mean_load: number | null;
}

export interface Meters {
  readonly plan: PlanAnswer;
  readonly mean_load: number | null;
  readonly cells: readonly (CellFigures & { readonly leader_code: string | null })[];
  readonly workers: readonly {
    readonly code: string;
    readonly name: string;
    readonly load: number;
    readonly load_elsewhere: number;
    readonly capacity: number | null;
  }[];
  readonly leaderless: readonly string[];
}

export interface EntryAnswer {
  readonly number: number;
  readonly kind: "edit" | "undo" | "redo" | "adoption";
  readonly op: string;
  readonly of: number | null;
  readonly name: string;
  readonly by: string;
  readonly at: string | null;
  readonly codes: readonly string[];
}

export interface Cursor {
  readonly standing: readonly number[];
  readonly undone: readonly number[];
}

export interface Journal {
  readonly plan: PlanAnswer;
  readonly entries: readonly EntryAnswer[];
  readonly cursor: Cursor;
}

export interface DraftChanges {
  readonly plan: PlanAnswer;
  readonly number: number;
  readonly entries: readonly EntryAnswer[];
  readonly cells: Collection<CellFigures>;
  readonly gone: readonly string[];
  readonly mean_load: number | null;
  readonly cursor: Cursor;
}

export interface LockAnswer {
  readonly id: string;
  readonly plan_id: string;
  readonly kind: "cell" | "arc" | "plan";
  readonly reason: string;
  readonly cell_code: string | null;
  readonly by: string;
  readonly until: string | null;
}
