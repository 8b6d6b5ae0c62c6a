// Files on their way in, with all that the page of data shows of them.

import { get } from "./client";
import type { JobTold, ProblemTold } from "./office";
import type * as Schema from "./schema";
import { send } from "./sending";

export type Guess = Schema.GuessAnswer;

export interface Look {
  readonly problem: ProblemTold | null;
  readonly count: number;
  readonly columns: readonly string[];
  readonly meanings: Readonly<Record<string, string>>;
  readonly rows: readonly { readonly row: number; readonly cells: readonly string[] }[];
  readonly geometry_type: string | null;
  readonly crs: string | null;
  readonly guesses: readonly Guess[];
  readonly points: readonly (readonly [number, number])[];
  readonly notes: readonly string[];
}

export type ImportKind = Schema.UploadKindAnswer;

export type HeldUpload = Schema.UploadAnswer;

export interface FaultTold {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly row: number | null;
  readonly column: string | null;
}

const id = encodeURIComponent;

export const importsApi = {
  kinds: (): Promise<{ readonly kinds: readonly ImportKind[] }> => get("/uploads/kinds"),
  list: (): Promise<{ readonly uploads: readonly HeldUpload[] }> => get("/uploads"),
  look: (upload: string): Promise<Look> => get(`/uploads/${id(upload)}/preview`),
  undo: (upload: string): Promise<HeldUpload> => send({ method: "POST", path: `/uploads/${id(upload)}/undo` }),
  remove: (upload: string): Promise<null> => send({ method: "DELETE", path: `/uploads/${id(upload)}` }),
  exportLayer: (layer: string, format: string): Promise<JobTold> =>
    send({ method: "POST", path: "/jobs/exports", body: { layer, format } }),
};

/** Return the faults that a dry run found. */
export function faultsOf(job: JobTold): readonly FaultTold[] {
  const told = job.result["faults"];
  return Array.isArray(told) ? (told as readonly FaultTold[]) : [];
}
