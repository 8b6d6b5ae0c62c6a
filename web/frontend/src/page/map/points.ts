// Points by kind: full symbols near, discs with figures far.

import OlFeature from "ol/Feature";
import type { FeatureLike } from "ol/Feature";
import { boundingExtent } from "ol/extent";
import type { Extent } from "ol/extent";
import Point from "ol/geom/Point";
import VectorLayer from "ol/layer/Vector";
import Cluster from "ol/source/Cluster";
import VectorSource from "ol/source/Vector";
import CircleStyle from "ol/style/Circle";
import Fill from "ol/style/Fill";
import Icon from "ol/style/Icon";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import Text from "ol/style/Text";
import { formatNumber } from "../../shared/numbers";
import { KIND_COLOURS, type Kind, symbolPicture } from "../../shared/symbols";
import { withOpacity } from "../../shared/scales";
import type { Theme } from "../../standalone/theme";
import type { Points } from "../types";
import { toPicture } from "./projecting";

const CLUSTER_PX = 44;
const SYMBOL_PX = 18;
const CLUSTERS_ABOVE = 1.2;

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

export class PointLayer {
  readonly layer: VectorLayer;
  readonly #source = new VectorSource<OlFeature<Point>>();
  readonly #clusters: Cluster<OlFeature<Point>>;
  readonly #styles = new Map<string, Style>();
  #points: Points | null = null;

  constructor(
    readonly kind: Kind,
    readonly theme: () => Theme,
  ) {
    this.#clusters = new Cluster({ source: this.#source, distance: CLUSTER_PX });
    this.layer = new VectorLayer({
      source: this.#clusters,
      style: (feature) => this.#style(membersOf(feature).length),
      visible: false,
    });
  }

  get filled(): boolean {
    return this.#points !== null;
  }

  fill(points: Points): void {
    this.#points = points;
    const features = points.id.map((_, row) => {
      const place = toPicture(points.lon[row] ?? 0, points.lat[row] ?? 0);
      const feature = new OlFeature(new Point(place));
      feature.set("row", row, true);
      return feature;
    });
    this.#source.addFeatures(features);
  }

  /** Stop gathering points where there is room for all of them. */
  suit(resolution: number): void {
    const distance = resolution < CLUSTERS_ABOVE ? 0 : CLUSTER_PX;
    if (this.#clusters.getDistance() !== distance) this.#clusters.setDistance(distance);
  }

  /** Forget drawn symbols, because colours changed. */
  restyle(): void {
    this.#styles.clear();
    this.layer.changed();
  }

  /** Return what one drawn symbol stands for. */
  read(feature: FeatureLike): Found | null {
    const members = membersOf(feature);
    const first = members[0];
    if (first === undefined || this.#points === null) return null;
    if (members.length > 1) {
      const places = members.map((one) => one.getGeometry()?.getCoordinates() ?? []);
      return { extent: boundingExtent(places), count: members.length };
    }
    const row = Number(first.get("row"));
    return {
      point: {
        kind: this.kind,
        name: this.#points.name[row] ?? "",
        classCode: this.#points.class_code[row] ?? "",
        cellCode: this.#points.cell_code[row] ?? null,
      },
    };
  }

  #style(count: number): Style {
    const key = count === 1 ? "symbol" : formatNumber(count);
    const made = this.#styles.get(key) ?? (count === 1 ? this.#symbol() : this.#disc(count, key));
    this.#styles.set(key, made);
    return made;
  }

  #symbol(): Style {
    const picture = symbolPicture(this.kind, SYMBOL_PX);
    return new Style({
      image: new Icon({ img: picture, scale: SYMBOL_PX / picture.width }),
    });
  }

  #disc(count: number, figure: string): Style {
    const theme = this.theme();
    return new Style({
      image: new CircleStyle({
        radius: 9 + Math.min(9, 2.2 * Math.log2(count)),
        fill: new Fill({ color: withOpacity(KIND_COLOURS[this.kind], 0.88) }),
        stroke: new Stroke({ color: theme.dark ? "#14171a" : "#ffffff", width: 2 }),
      }),
      text: new Text({
        text: figure,
        font: `600 11px ${theme.font}`,
        fill: new Fill({ color: "#ffffff" }),
      }),
    });
  }
}

function membersOf(feature: FeatureLike): readonly OlFeature<Point>[] {
  const members: unknown = feature.get("features");
  return Array.isArray(members) ? members : [];
}
