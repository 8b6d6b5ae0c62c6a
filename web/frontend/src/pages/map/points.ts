// The points that are shown, of all kinds together: gathered far off, each for itself near by.

import OlFeature from "ol/Feature";
import type { FeatureLike } from "ol/Feature";
import { boundingExtent } from "ol/extent";
import type { Extent } from "ol/extent";
import Point from "ol/geom/Point";
import VectorLayer from "ol/layer/Vector";
import Cluster from "ol/source/Cluster";
import VectorSource from "ol/source/Vector";
import Icon from "ol/style/Icon";
import Style from "ol/style/Style";
import type { Kind } from "../../shared/symbols";
import type { Theme } from "../../standalone/theme";
import type { Points } from "../../api/types";
import { ringOf, ringParts, symbolOf } from "./clusters";
import { toPicture } from "../../map/projecting";

const GATHERED_WITHIN_PX = 46;
const GATHERED_ABOVE = 1.2;

type PointFeature = OlFeature<Point>;

/** What was found under the pointer: one point, or the extent of many. */
export type Found =
  | { readonly point: PointFound }
  | { readonly extent: Extent; readonly count: number };

export interface PointFound {
  readonly kind: Kind;
  readonly name: string;
  readonly classCode: string;
  readonly cellCode: string | null;
}

interface Row extends PointFound {
  readonly place: Point;
}

export class PointLayer {
  readonly layer: VectorLayer;
  readonly #source = new VectorSource<PointFeature>();
  readonly #clusters: Cluster<PointFeature>;
  readonly #features = new Map<Kind, readonly PointFeature[]>();
  readonly #rows = new WeakMap<PointFeature, Row>();
  readonly #styles = new Map<string, Style>();
  #shown: ReadonlySet<Kind> = new Set();

  constructor(readonly theme: () => Theme) {
    this.#clusters = new Cluster({ source: this.#source, distance: GATHERED_WITHIN_PX });
    this.layer = new VectorLayer({
      source: this.#clusters,
      style: (feature) => this.#style(this.#membersOf(feature)),
    });
  }

  has(kind: Kind): boolean {
    return this.#features.has(kind);
  }

  fill(kind: Kind, points: Points): void {
    const features = points.id.map((_, row) => {
      const place = new Point(toPicture(points.lon[row] ?? 0, points.lat[row] ?? 0));
      const feature = new OlFeature(place);
      this.#rows.set(feature, {
        kind,
        place,
        name: points.name[row] ?? "",
        classCode: points.class_code[row] ?? "",
        cellCode: points.cell_code[row] ?? null,
      });
      return feature;
    });
    this.#features.set(kind, features);
  }

  /** Show some kinds, as far as they have come. */
  show(kinds: ReadonlySet<Kind>): void {
    const shown = new Set([...kinds].filter((kind) => this.has(kind)));
    if (shown.size === this.#shown.size && [...shown].every((kind) => this.#shown.has(kind))) return;
    this.#shown = shown;
    this.#source.clear(true);
    this.#source.addFeatures([...shown].flatMap((kind) => this.#features.get(kind) ?? []));
  }

  /** Stop gathering points where there is room for all of them. */
  suit(resolution: number): void {
    const distance = resolution < GATHERED_ABOVE ? 0 : GATHERED_WITHIN_PX;
    if (this.#clusters.getDistance() !== distance) this.#clusters.setDistance(distance);
  }

  /** Forget drawn symbols, because colours changed. */
  restyle(): void {
    this.#styles.clear();
    this.layer.changed();
  }

  /** Return what one drawn symbol stands for. */
  read(feature: FeatureLike): Found | null {
    const rows = this.#membersOf(feature);
    const first = rows[0];
    if (first === undefined) return null;
    if (rows.length === 1) return { point: first };
    const places = rows.map((row) => row.place.getCoordinates());
    return { extent: boundingExtent(places), count: rows.length };
  }

  #membersOf(feature: FeatureLike): Row[] {
    const members: unknown = feature.get("features");
    if (!Array.isArray(members)) return [];
    return members
      .map((one) => (one instanceof OlFeature ? this.#rows.get(one) : undefined))
      .filter((row) => row !== undefined);
  }

  #style(rows: readonly Row[]): Style | undefined {
    const first = rows[0];
    if (first === undefined) return undefined;
    if (rows.length === 1) return this.#keep(first.kind, () => symbolOf(first.kind));
    const counts = new Map<Kind, number>();
    for (const { kind } of rows) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    const parts = ringParts(counts);
    return this.#keep(`${rows.length}:${parts.join()}`, () =>
      ringOf(parts, rows.length, this.theme()),
    );
  }

  #keep(key: string, draw: () => { canvas: HTMLCanvasElement; scale: number }): Style {
    const before = this.#styles.get(key);
    if (before !== undefined) return before;
    const { canvas, scale } = draw();
    const style = new Style({ image: new Icon({ img: canvas, scale }) });
    this.#styles.set(key, style);
    return style;
  }
}
