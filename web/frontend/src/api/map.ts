// What the page of the map asks for besides points.

import type { Kind } from "../shared/symbols";
import type { LevelFigures } from "./indicators";
import { api, get } from "./client";
import { type PointLimits, pointsApi, query } from "./points";
import type { FoundAll } from "./search";
import type { Density } from "./types";

export const mapApi = {
  overview: api.overview,
  base: api.base,
  cells: api.cells,
  card: api.card,
  points: pointsApi,
  density: (kind: Kind, limits: PointLimits, radius_m: number | null): Promise<Density> =>
    get(`/density/${kind}${query({ ...limits, radius_m })}`),
  search: (words: string, limit: number): Promise<FoundAll> => get(`/search${query({ q: words, limit })}`),
  cellFigures: (): Promise<LevelFigures> => get(`/indicators/cell`),
};
