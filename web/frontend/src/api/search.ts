// What the search of the API finds.

import type * as Schema from "./schema";

/** One thing that was found; `type` says what it is. */
export type Found = Schema.HitAnswer;

export type FoundAll = Schema.SearchAnswer;
