// What cameras see, and how many points there are by the hour, as the API answers.

import type { Kind } from "../shared/symbols";
import { get } from "./client";
import { type PointLimits, query } from "./points";
import type * as Schema from "./schema";
import type { Collection } from "./types";

export interface ReachNow {
  readonly areas: Collection<{ readonly area_m2?: number }>;
  readonly covered_m2: number;
  readonly total_m2: number;
  readonly covered_ratio: number | null;
  readonly notes: readonly string[];
}

export type ViewNow = Schema.ViewAnswer;

/** Counts by the values of columns: one list of values for each count, null for none. */
export type Tally = Schema.TallyAnswer;

export const reachApi = {
  cameras: (mode: "covered" | "blind"): Promise<ReachNow> => get(`/reaches/cameras${query({ mode })}`),
  view: (
    place: readonly [number, number],
    /** Degrees clockwise from north; none for a dome, which looks all around. */
    azimuths_deg: readonly number[],
    angle_deg: number,
    range_m: number,
  ): Promise<ViewNow> => {
    const azimuth = azimuths_deg.join(";");
    return get(`/reaches/view${query({ lon: place[0], lat: place[1], azimuth, angle_deg, range_m })}`);
  },
};

export const tallyApi = {
  weekHours: (kind: Kind, limits: PointLimits): Promise<Tally> =>
    get(`/tallies/${kind}${query({ ...limits, by: "week_hour" })}`),
};
