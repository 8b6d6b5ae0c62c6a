// What a sketch would do, shown while it is drawn: the cells as they would be cut, or in red what bars
// the cut. A line that is not yet through is no fault.

import type { Coordinate } from "ol/coordinate";
import type { Command } from "../../../engine/commands";
import type { Bench } from "../state";
import type { Foresight } from "./foresight";

/** Told of a sketch as it grows, and when it is given up or done. */
export interface Follower {
  moved(corners: readonly Coordinate[]): void;
  gone(): void;
  done(): void;
}

const UNFINISHED: ReadonlySet<string> = new Set(["edits.no_split", "edits.no_piece", "edits.no_line", "edits.empty"]);
// A look takes no more than this share of the time, however large the cells.
const RESTS = 2;

export class Glimpse implements Follower {
  #corners: readonly Coordinate[] = [];
  #timer = 0;
  #rest_ms = 0;

  constructor(
    readonly bench: Bench,
    readonly foresight: Foresight,
    /** Returns what the corners so far would mean, null while they mean nothing. */
    readonly commandOf: (corners: readonly Coordinate[]) => Command | null,
  ) {}

  moved(corners: readonly Coordinate[]): void {
    this.#corners = corners;
    if (this.#timer === 0) this.#timer = window.setTimeout(() => this.#look(), this.#rest_ms);
  }

  gone(): void {
    this.done();
    if (this.bench.now.preview !== null || this.bench.now.refused !== null) {
      this.bench.change({ preview: null, refused: null });
    }
  }

  done(): void {
    window.clearTimeout(this.#timer);
    this.#timer = 0;
  }

  #look(): void {
    this.#timer = 0;
    const { draft } = this.bench.now;
    const command = draft === null ? null : this.commandOf(this.#corners);
    if (draft === null || command === null) return this.gone();
    const begun = performance.now();
    const seen = this.foresight.of(draft.cells, command);
    this.#rest_ms = RESTS * (performance.now() - begun);
    const refused = UNFINISHED.has(seen.code) ? null : seen.refused;
    const preview = seen.touched.length > 0 && seen.refused === null ? seen.cells : null;
    this.bench.change({ preview, refused });
  }
}
