// What the search of the API finds.

/** One thing that was found: a cell, a worker, a point (then `kind` is its kind), or a place. */
export interface Found {
  readonly kind: string;
  readonly code: string;
  readonly name: string;
  readonly note: string;
  readonly lon: number | null;
  readonly lat: number | null;
}

export interface FoundAll {
  readonly results: readonly Found[];
}
