// Points as the API answers them: packed for the map, in rows for lists, one by one for cards.

import type { Kind } from "../shared/symbols";
import { unpackPlaces } from "../standalone/places";
import { get } from "./client";
import type * as Schema from "./schema";

/** Limits, as the addresses of the API write them; null and "" set none. */
export interface PointLimits {
  readonly class?: string | null;
  readonly since?: string | null;
  readonly until?: string | null;
  readonly week_hours?: string | null;
  readonly bbox?: string | null;
  readonly cell?: string | null;
}

/** A cell in one line. */
export type CellBrief = Schema.CellBriefAnswer;

/** What is known of a place. */
export type Whereabouts = Schema.PlaceAnswer;

export type Attributes = Readonly<Record<string, string | number | boolean | null>>;

/** A point with all that is recorded of it. */
export type PointRow = Schema.PointAnswer;

export type PointCard = Schema.PointCardAnswer;

export type PointVersion = Schema.PointVersionAnswer;

export type PointRows = Schema.PointRowsAnswer;

interface PackedPoints {
  readonly total: number;
  readonly classes: readonly string[];
  readonly counts: readonly number[];
  readonly origin: readonly [number, number];
  readonly unit: number;
  readonly places: string;
}

/** The points of one kind as a map needs them, in the metres of Web Mercator. */
export interface LoadedPoints {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly classIndex: Uint16Array;
  readonly classes: readonly string[];
}

const EQUATOR_M = 2 * Math.PI * 6_378_137;

/** Return parameters as the end of an address; those without a value are left out. */
export function query(words: Readonly<Record<string, string | number | null | undefined>>): string {
  const set = Object.entries(words).flatMap(([name, value]): [string, string][] =>
    value === null || value === undefined || value === "" ? [] : [[name, String(value)]],
  );
  return set.length === 0 ? "" : `?${new URLSearchParams(set).toString()}`;
}

const one = (kind: Kind, id: string): string => `/points/${kind}/${encodeURIComponent(id)}`;

export const pointsApi = {
  /** All points that pass, for the map. */
  packed: async (kind: Kind, limits: PointLimits = {}): Promise<LoadedPoints> =>
    unpacked(await get<PackedPoints>(`/points/${kind}${query({ ...limits, form: "packed" })}`)),
  near: (kind: Kind, lon: number, lat: number, within_m: number, limits: PointLimits = {}): Promise<PointRows> =>
    get(`/points/${kind}/near${query({ ...limits, lon, lat, within_m })}`),
  rows: (kind: Kind, limits: PointLimits, limit: number): Promise<PointRows> =>
    get(`/points/${kind}${query({ ...limits, form: "rows", limit })}`),
  card: (kind: Kind, id: string): Promise<PointCard> => get(one(kind, id)),
  history: (kind: Kind, id: string): Promise<{ readonly versions: readonly PointVersion[] }> =>
    get(`${one(kind, id)}/history`),
  locate: (lon: number, lat: number): Promise<Whereabouts> => get(`/locate${query({ lon, lat })}`),
};

function unpacked(packed: PackedPoints): LoadedPoints {
  const { count, xy, classes } = unpackPlaces(packed, packed.unit);
  const [x, y] = [new Float64Array(count), new Float64Array(count)];
  for (let i = 0; i < count; i += 1) {
    x[i] = ((xy[2 * i] ?? 0) - 0.5) * EQUATOR_M;
    y[i] = (0.5 - (xy[2 * i + 1] ?? 0)) * EQUATOR_M;
  }
  return { x, y, classIndex: classes, classes: packed.classes };
}
