// Keeps the points on the map in step with the choices, and opens those that are met.

import { mapApi } from "../../../api/map";
import type { LoadedPoints, PointRow } from "../../../api/points";
import { toPicture } from "../../../map/projecting";
import type { Kind } from "../../../shared/symbols";
import type { ClassCounts } from "../panels/points-group";
import { type SeenPoint, ShownPoints } from "../points/shown";
import { type Choices, sameSelection, type State } from "../state";
import type { MapView } from "../view";
import { limitsOf, sameLimits } from "./limits";

// The map keeps places to half a metre, so that what lies under a symbol is looked for a bit around.
const UNDER_A_SYMBOL_M = 1.5;
const MARK_WITHIN = 2;

export class PointsPart {
  #shown = new ShownPoints(new Map());
  #asked = 0;
  #markAt: { readonly kind: Kind; readonly lon: number; readonly lat: number } | null = null;

  constructor(
    readonly choices: Choices,
    readonly map: MapView,
    readonly failed: (error: unknown) => void,
    /** Called with several points at one place. */
    readonly met: (points: readonly PointRow[]) => void,
  ) {
    choices.follow((now, before) => {
      const first = now === before && now.kinds.size > 0;
      if (first || now.kinds !== before.kinds || !sameLimits(now, before)) void this.load();
      if (!sameSelection(now.selection, before.selection)) this.mark(null);
    });
  }

  get shown(): ShownPoints {
    return this.#shown;
  }

  /** Load what the choices ask for; what came before stays until it is there. */
  async load(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const { now } = this.choices;
    try {
      const answers = await Promise.all(
        [...now.kinds].map(async (kind) => [kind, await mapApi.points.packed(kind, limitsOf(now, kind))] as const),
      );
      if (asked === this.#asked) this.#fill(new Map(answers));
    } catch (error) {
      if (asked === this.#asked) this.failed(error);
    }
  }

  /** Frame the symbol of a point, or of none. */
  mark(point: PointRow | null): void {
    this.#markAt = point;
    this.#mark();
  }

  #fill(loaded: ReadonlyMap<Kind, LoadedPoints>): void {
    this.#shown = new ShownPoints(loaded);
    this.map.points.fill(this.#shown.cloud);
    this.#mark();
  }

  #mark(): void {
    const at = this.#markAt;
    const row = at === null ? null : this.#shown.rowAt(at.kind, toPicture(at.lon, at.lat), MARK_WITHIN);
    this.map.points.mark(row);
  }

  /** Open what was met on the map: one point, or the list of several. */
  async meet(rows: readonly number[]): Promise<void> {
    const seen = rows.map((row) => this.#shown.read(row)).filter((one) => one !== null);
    try {
      const found = await this.#identify(seen, this.choices.now);
      const first = found[0];
      if (first === undefined) return;
      if (found.length === 1) this.choices.change({ selection: { what: "point", kind: first.kind, id: first.id } });
      else this.met(found);
    } catch (error) {
      this.failed(error);
    }
  }

  async #identify(seen: readonly SeenPoint[], state: State): Promise<PointRow[]> {
    const answers = await Promise.all(
      seen.map(({ kind, lon, lat }) => mapApi.points.near(kind, lon, lat, UNDER_A_SYMBOL_M, limitsOf(state, kind))),
    );
    const found = new Map(answers.flatMap(({ rows }) => rows.map((row) => [`${row.kind}:${row.id}`, row] as const)));
    return [...found.values()];
  }

  /** Count the points of a kind by class. */
  async classesOf(kind: Kind): Promise<ClassCounts> {
    const { classes, classIndex } = await mapApi.points.packed(kind);
    const counts = new Uint32Array(classes.length);
    for (const index of classIndex) counts[index] = (counts[index] ?? 0) + 1;
    return classes
      .map((code, i) => ({ code, count: counts[i] ?? 0 }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count);
  }
}
