// What the API answers about plans, drafts, meters and comparisons. Names are those of the answers.

import type * as Schema from "./schema";
import type { Topology } from "./topology";
import type { Collection } from "./types";

export type PlanAnswer = Schema.PlanAnswer;

export type CommunityAnswer = Schema.CommunityAnswer;

export type CellFigures = Schema.CellMeterAnswer;

export interface PlanCells extends Topology<CellFigures> {
  readonly plan: PlanAnswer;
  readonly number: number;
  readonly mean_load: number | null;
}

export type Meters = Schema.MetersAnswer;

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

export type Cursor = Schema.CursorAnswer;

export type Journal = Schema.JournalAnswer;

export interface DraftChanges {
  readonly plan: PlanAnswer;
  readonly number: number;
  readonly entries: readonly EntryAnswer[];
  readonly cells: Collection<CellFigures>;
  readonly gone: readonly string[];
  readonly mean_load: number | null;
  readonly cursor: Cursor;
}

export type LockAnswer = Schema.LockAnswer;
