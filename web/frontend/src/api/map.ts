// What the page of the map asks for, and the types of the answers.

import type { Kind } from "../shared/symbols";
import type { LevelFigures } from "./indicators";
import { api, get } from "./client";
import type { Density, Points } from "./types";

/** Limits of time, as the addresses of the API write them. */
export interface Filter {
  readonly since: string | null;
  readonly until: string | null;
  readonly hours: string | null;
  readonly classes: readonly string[];
}

export const NO_FILTER: Filter = { since: null, until: null, hours: null, classes: [] };

function query(words: Readonly<Record<string, string | null>>): string {
  const set = Object.entries(words).filter((pair): pair is [string, string] => pair[1] !== null && pair[1] !== "");
  return set.length === 0 ? "" : `?${new URLSearchParams(set).toString()}`;
}

export const mapApi = {
  ...api,
  filteredPoints: (kind: Kind, _filter: Filter): Promise<Points> => api.points(kind),
  filteredDensity: (kind: Kind, _filter: Filter, _radius_m: number | null): Promise<Density> => api.density(kind),
  cellFigures: (): Promise<LevelFigures> => get(`/indicators/cell`),
  query,
};
