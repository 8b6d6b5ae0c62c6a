// The points that are shown, of all kinds together. The map knows their places and classes; what
// else is known of a point is asked for when it is chosen.

import type { LoadedPoints } from "../../../api/points";
import type { Kind } from "../../../shared/symbols";
import { KINDS } from "../../../api/types";
import { toLonLat } from "../../../map/projecting";
import { Cloud } from "./cloud";

/** One point as the map knows it. */
export interface SeenPoint {
  readonly kind: Kind;
  readonly classCode: string;
  readonly lon: number;
  readonly lat: number;
}

interface Part {
  readonly kind: Kind;
  readonly points: LoadedPoints;
  /** Row of the cloud at which the part begins. */
  readonly first: number;
}

export class ShownPoints {
  readonly cloud: Cloud;
  readonly #parts: readonly Part[];

  constructor(loaded: ReadonlyMap<Kind, LoadedPoints>) {
    const parts: Part[] = [];
    let first = 0;
    for (const kind of KINDS) {
      const points = loaded.get(kind);
      if (points === undefined) continue;
      parts.push({ kind, points, first });
      first += points.x.length;
    }
    const [x, y, group] = [new Float64Array(first), new Float64Array(first), new Uint8Array(first)];
    for (const part of parts) {
      x.set(part.points.x, part.first);
      y.set(part.points.y, part.first);
      group.fill(KINDS.indexOf(part.kind), part.first, part.first + part.points.x.length);
    }
    this.#parts = parts;
    this.cloud = new Cloud({ x, y, group });
  }

  /** Return what the map knows of a row of the cloud. */
  read(row: number): SeenPoint | null {
    const part = [...this.#parts].reverse().find(({ first }) => first <= row);
    const { x, y } = this.cloud.places;
    const [px, py] = [x[row], y[row]];
    if (part === undefined || px === undefined || py === undefined) return null;
    const index = part.points.classIndex[row - part.first] ?? 0;
    const [lon, lat] = toLonLat([px, py]);
    return { kind: part.kind, classCode: part.points.classes[index] ?? "", lon, lat };
  }

  /** Return the row of a kind that is nearest to a place of the picture, null beyond a distance. */
  rowAt(kind: Kind, place: readonly number[], within: number): number | null {
    const [x = 0, y = 0] = place;
    const group = KINDS.indexOf(kind);
    const { places } = this.cloud;
    let [best, nearest]: [number | null, number] = [null, within];
    for (const row of this.cloud.within([x - within, y - within, x + within, y + within])) {
      if (places.group[row] !== group) continue;
      const away = Math.hypot((places.x[row] ?? 0) - x, (places.y[row] ?? 0) - y);
      if (away <= nearest) [best, nearest] = [row, away];
    }
    return best;
  }
}
