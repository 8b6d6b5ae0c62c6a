// What the search of the API finds.

import type { Kind } from "../shared/symbols";
import type { Bounds } from "./types";

/** One thing that was found; `type` says what it is. */
export interface Found {
  readonly type: string;
  readonly id: string;
  readonly name: string;
  readonly match: "exact" | "beginning" | "within";
  readonly lon: number | null;
  readonly lat: number | null;
  readonly bounds: Bounds | null;
  readonly kind: Kind | null;
  readonly class_code: string | null;
  readonly cell_code: string | null;
  readonly community_code: string | null;
  readonly address: string | null;
  readonly datum: string | null;
  readonly datum_named: boolean | null;
}

export interface FoundAll {
  readonly hits: readonly Found[];
}
