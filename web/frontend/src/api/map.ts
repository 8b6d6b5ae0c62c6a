// What the page of the map asks for besides points.

import type { LevelFigures } from "./indicators";
import { api, get } from "./client";
import { densityApi } from "./densities";
import { pointsApi, query } from "./points";
import type { FoundAll } from "./search";

export const mapApi = {
  overview: api.overview,
  card: api.card,
  points: pointsApi,
  density: densityApi,
  search: (words: string, limit: number): Promise<FoundAll> => get(`/search${query({ q: words, limit })}`),
  cellFigures: (): Promise<LevelFigures> => get(`/indicators/cell`),
};
