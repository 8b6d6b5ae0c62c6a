// Statistics as the API answers them.

import { get } from "./client";
import type * as Schema from "./schema";

export type Words = Readonly<Record<"zh_CN" | "en", string>>;

export interface WholeFigure {
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly value: number | null;
  readonly met: boolean | null;
}

interface Told {
  readonly key: string;
  readonly version: number;
  readonly unit: string;
  readonly direction: "higher" | "lower" | "neutral";
  readonly cadence: string;
  readonly target: number | null;
  readonly name: Words;
  readonly formula: Words;
}

export interface Lacking extends Told {
  readonly lacking: Words;
}

export interface Figure extends Told {
  readonly sides: Readonly<Record<"numerator" | "denominator", Words>>;
  readonly has_rest: boolean;
  readonly whole: WholeFigure;
  readonly numerators: readonly (number | null)[];
  readonly denominators: readonly (number | null)[];
  readonly values: readonly (number | null)[];
  readonly trend: readonly (number | null)[];
  readonly ranks?: readonly number[];
  readonly changes?: readonly (number | null)[];
}

export interface Standing {
  readonly code: string;
  readonly name: string;
  readonly value: number | null;
  readonly rank: number;
  readonly change: number | null;
}

export interface WeakLink {
  readonly key: string;
  readonly code: string;
  readonly name: string;
  readonly value: number | null;
  readonly target: number;
  readonly shortfall_ratio: number;
}

export interface Fair {
  readonly count: number;
  readonly gini: number;
  readonly cv: number | null;
  readonly max_min_ratio: number | null;
  readonly moved_share: number | null;
  readonly least: number;
  readonly most: number;
  readonly lorenz: readonly (readonly [number, number])[];
}

export interface Statistics {
  readonly level: string;
  readonly period: readonly [string, string] | null;
  readonly days: readonly [string, string] | null;
  readonly levels: readonly { readonly key: string; readonly count: number; readonly name: Words }[];
  /** `within` names the area that a cell or worker belongs to. */
  readonly scopes: readonly { readonly code: string; readonly name: string; readonly within: string }[];
  readonly months: readonly string[];
  readonly indicators: readonly (Figure | Lacking)[];
  readonly score: readonly Standing[];
  readonly weak: readonly WeakLink[];
  readonly fairness: Readonly<Record<"cell" | "worker", Fair | null>>;
  readonly may_open: boolean;
}

export type Trend = Schema.TrendAnswer;

export type Side = "numerator" | "denominator" | "rest";

export interface Rows {
  readonly table: string;
  readonly count: number;
  readonly columns: Readonly<Record<string, readonly (string | number | boolean | null)[]>>;
}

const scopeOf = (code: string): string => (code === "" ? "-" : encodeURIComponent(code));

export const statisticsApi = {
  of: (level: string, period: string): Promise<Statistics> => get(`/statistics/${level}/${period}`),
  trend: (level: string, period: string, key: string, code: string): Promise<Trend> =>
    get(`/statistics/${level}/${period}/trend/${encodeURIComponent(key)}/${scopeOf(code)}`),
  rows: (level: string, period: string, key: string, side: Side, code: string): Promise<Rows> =>
    get(`/statistics/${level}/${period}/rows/${encodeURIComponent(key)}/${side}/${scopeOf(code)}`),
};
