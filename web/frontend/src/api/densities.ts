// Densities as the API answers them.

import type { Kind } from "../shared/symbols";
import { get } from "./client";
import { type PointLimits, query } from "./points";
import type * as Schema from "./schema";
import type { Corners, Density } from "./types";

export type Band = "hour" | "weekday" | "month";

/** One picture for each hour, weekday or month, all with one legend. */
export interface DensityFrames extends Omit<Schema.DensityFramesAnswer, "corners"> {
  readonly corners: Corners;
}

export type DensityValue = Schema.DensityValueAnswer;

/** What a density is made of, besides its kind. */
export interface HeatWish extends PointLimits {
  readonly radius_m: number | null;
  /** West, south, east, north of the picture. */
  readonly frame: string | null;
}

export const densityApi = {
  show: (kind: Kind, wish: HeatWish, hotspots: boolean): Promise<Density> =>
    get(`/density/${kind}${query({ ...wish, hotspots: hotspots ? null : "false" })}`),
  at: (kind: Kind, wish: HeatWish, lon: number, lat: number): Promise<DensityValue> =>
    get(`/density/${kind}/at${query({ ...wish, lon, lat })}`),
  frames: (kind: Kind, wish: HeatWish, band: Band): Promise<DensityFrames> =>
    get(`/density/${kind}/frames/${band}${query({ ...wish })}`),
};
