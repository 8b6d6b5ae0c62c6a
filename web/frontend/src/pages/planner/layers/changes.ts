// What the draft changes: moved ground hatched, borders as they are today dashed, refusals in red.

import Feature from "ol/Feature";
import GeoJSON from "ol/format/GeoJSON";
import type Geometry from "ol/geom/Geometry";
import LineString from "ol/geom/LineString";
import Point from "ol/geom/Point";
import { getCenter } from "ol/extent";
import VectorLayer from "ol/layer/Vector";
import VectorSource from "ol/source/Vector";
import CircleStyle from "ol/style/Circle";
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import type { Coordinate } from "ol/coordinate";
import { withOpacity } from "../../../shared/scales";
import type { Theme } from "../../../standalone/theme";
import { PICTURE, toPicture } from "../../../map/projecting";
import { Difference } from "../difference";
import { shownCells, type State } from "../state";
import { drawn } from "./geometry";
import { hatch } from "./looks";

const geojson = new GeoJSON({ dataProjection: "EPSG:4326", featureProjection: PICTURE });

export class ChangeLayers {
  readonly moved: VectorLayer;
  readonly old: VectorLayer;
  readonly refusals: VectorLayer;
  readonly #moved = new VectorSource();
  readonly #old = new VectorSource();
  readonly #refused = new VectorSource();
  readonly #difference = new Difference();
  #ink = "";
  #pattern: CanvasPattern | string = "transparent";

  constructor(readonly theme: () => Theme) {
    this.moved = new VectorLayer({ source: this.#moved, style: () => this.#hatched() });
    this.old = new VectorLayer({ source: this.#old, style: () => this.#dashed() });
    this.refusals = new VectorLayer({ source: this.#refused, style: () => this.#red() });
  }

  update(now: State, before: State): void {
    if (shownCells(now) !== shownCells(before) || now.base !== before.base) this.#compare(now);
    if (now.refused !== before.refused) this.#refuse(now.refused?.where ?? null);
  }

  /** Return where the refusal on show is, null where it has no place. */
  placeOfRefusal(): Coordinate | null {
    const extent = this.#refused.getFeatures().length > 0 ? this.#refused.getExtent() : null;
    return extent === null ? null : getCenter(extent);
  }

  /** Draw the edges that the plan has and the draft has not, and hatch the ground that moved. */
  #compare(now: State): void {
    const { cells, lost, found } = this.#difference.compare(now.base, shownCells(now));
    for (const { code, before, after } of cells) {
      const shape = drawn([...(before ?? []), ...(after ?? [])]);
      put(this.#moved, code, before === after ? null : shape);
    }
    for (const key of found) put(this.#old, key, null);
    for (const [key, [from, to]] of lost) put(this.#old, key, new LineString([toPicture(...from), toPicture(...to)]));
  }

  #refuse(where: object | null): void {
    this.#refused.clear();
    if (where === null) return;
    const found = geojson.readFeatures(where);
    this.#refused.addFeatures(found);
    for (const feature of found) {
      const extent = feature.getGeometry()?.getExtent();
      // A fault may be a centimetre wide: a ring shows where to look.
      if (extent !== undefined) this.#refused.addFeature(new Feature(new Point(getCenter(extent))));
    }
  }

  /** Hatch what lies in one of the two shapes of a cell, but not in both: the ground that moved. */
  #hatched(): Style {
    const ink = withOpacity(this.theme().textSecond, 0.6);
    if (this.#ink !== ink) [this.#ink, this.#pattern] = [ink, hatch(ink)];
    const pattern = this.#pattern;
    return new Style({
      renderer: (coordinates, { context }) => {
        context.beginPath();
        for (const ring of (coordinates as Coordinate[][][]).flat()) {
          ring.forEach(([x = 0, y = 0], i) => (i === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
          context.closePath();
        }
        context.fillStyle = pattern;
        context.fill("evenodd");
      },
    });
  }

  #dashed(): Style[] {
    const theme = this.theme();
    return [
      new Style({ stroke: new Stroke({ color: theme.halo, width: 4 }) }),
      new Style({ stroke: new Stroke({ color: theme.text, width: 1.75, lineDash: [6, 5], lineCap: "butt" }) }),
    ];
  }

  #red(): Style[] {
    const theme = this.theme();
    return [
      new Style({
        fill: new Fill({ color: withOpacity(theme.danger, 0.25) }),
        stroke: new Stroke({ color: theme.danger, width: 4 }),
        image: new CircleStyle({ radius: 14, stroke: new Stroke({ color: theme.danger, width: 3 }) }),
      }),
    ];
  }
}

/** Let a feature have a geometry; without one it is no more. */
function put(source: VectorSource, id: string, geometry: Geometry | null): void {
  const known = source.getFeatureById(id);
  if (geometry === null) {
    if (known !== null) source.removeFeature(known);
  } else if (known !== null) known.setGeometry(geometry);
  else {
    const feature = new Feature(geometry);
    feature.setId(id);
    source.addFeature(feature);
  }
}
