// The blocks of the community: outlines that can be painted, each known by a place inside it.

import Feature, { type FeatureLike } from "ol/Feature";
import GeoJSON from "ol/format/GeoJSON";
import type { Coordinate } from "ol/coordinate";
import type { Extent } from "ol/extent";
import MultiPolygon from "ol/geom/MultiPolygon";
import Polygon from "ol/geom/Polygon";
import VectorLayer from "ol/layer/Vector";
import VectorSource from "ol/source/Vector";
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import { withOpacity } from "../../../shared/scales";
import type { Theme } from "../../../standalone/theme";
import { PICTURE } from "../../../map/projecting";

export interface BlockRow {
  readonly id: string;
  readonly name: string;
  readonly load: number;
  readonly geometry: object;
}

export interface Block {
  readonly id: string;
  readonly name: string;
  readonly load: number;
  /** A place of the picture inside the block. */
  readonly inside: Coordinate;
}

const format = new GeoJSON({ dataProjection: "EPSG:4326", featureProjection: PICTURE });

export class BlockLayer {
  readonly layer: VectorLayer;
  readonly #source = new VectorSource();
  readonly #blocks = new Map<string, Block>();
  #painted: ReadonlySet<string> = new Set();
  /** The blocks as they came, with their geometry in lon/lat. */
  rows: readonly BlockRow[] = [];

  constructor(readonly theme: () => Theme) {
    this.layer = new VectorLayer({ source: this.#source, style: (one) => this.#style(one) });
  }

  fill(rows: readonly BlockRow[]): void {
    this.rows = rows;
    this.#source.clear();
    this.#blocks.clear();
    for (const row of rows) {
      const shape = format.readGeometry(row.geometry);
      if (!(shape instanceof Polygon || shape instanceof MultiPolygon)) continue;
      this.#source.addFeature(new Feature({ geometry: shape, id: row.id }));
      const inside =
        shape instanceof Polygon
          ? shape.getInteriorPoint().getCoordinates()
          : (shape.getInteriorPoints().getCoordinates()[0] ?? [0, 0]);
      this.#blocks.set(row.id, { id: row.id, name: row.name, load: row.load, inside });
    }
  }

  get all(): readonly Block[] {
    return [...this.#blocks.values()];
  }

  at(place: Coordinate): Block | null {
    const found = this.#source.getFeaturesAtCoordinate(place)[0];
    return found === undefined ? null : (this.#blocks.get(String(found.get("id"))) ?? null);
  }

  /** Return the blocks whose inside lies in an area. */
  within(area: Polygon): Block[] {
    const extent: Extent = area.getExtent();
    return this.all.filter(({ inside: [x = 0, y = 0] }) =>
      x >= (extent[0] ?? 0) && x <= (extent[2] ?? 0) && y >= (extent[1] ?? 0) && y <= (extent[3] ?? 0) &&
      area.intersectsCoordinate([x, y]),
    );
  }

  paint(ids: ReadonlySet<string>): void {
    this.#painted = new Set(ids);
    this.layer.changed();
  }

  #style(feature: FeatureLike): Style {
    const theme = this.theme();
    const painted = this.#painted.has(String(feature.get("id")));
    return new Style({
      fill: new Fill({ color: painted ? withOpacity(theme.accent, 0.4) : "transparent" }),
      stroke: new Stroke({
        color: painted ? theme.accent : withOpacity(theme.textSecond, 0.55),
        width: painted ? 2 : 0.75,
      }),
    });
  }
}
