// The small map beside a table: where the chosen row lies.

import OlFeature from "ol/Feature";
import OlMap from "ol/Map";
import View from "ol/View";
import MultiPoint from "ol/geom/MultiPoint";
import Point from "ol/geom/Point";
import VectorLayer from "ol/layer/Vector";
import VectorSource from "ol/source/Vector";
import CircleStyle from "ol/style/Circle";
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import type { MapLayerAnswer } from "../../api/schema";
import type { Bounds } from "../../api/types";
import { baseLayers } from "../../map/base";
import { CellSource } from "../../map/cell-source";
import { Detail, loadOnMove } from "../../map/detail";
import { extentOf, PICTURE, toPicture } from "../../map/projecting";
import type { Translate } from "../../shared/catalogue";
import { element } from "../../shared/dom";
import { followTheme } from "../../shell/theme";
import { showRefusal } from "../../shell/toast";
import { readTheme, type Theme } from "../../standalone/theme";

const NEAR_RESOLUTION = 1.5;
const PADDING_PX = 24;

export class PlaceMap {
  readonly root: HTMLElement;
  readonly #target = element("div", { class: "row-place-map" });
  readonly #words = element("p", { class: "second small row-place-words", attributes: { role: "status" } });
  readonly #marks = new VectorSource();
  readonly #cells = new CellSource();
  readonly #map: OlMap;
  #theme: Theme = readTheme();
  #chosen = "";

  constructor(
    readonly t: Translate,
    readonly bounds: Bounds | null,
    cells: MapLayerAnswer,
    whole: number,
  ) {
    const layers = baseLayers(() => this.#theme, true);
    this.#cells.fill(cells);
    const outlines = new VectorLayer({ source: this.#cells, style: (feature) => this.#cellStyle(String(feature.get("code"))) });
    const marks = new VectorLayer({ source: this.#marks, style: () => this.#markStyle() });
    this.#map = new OlMap({
      target: this.#target,
      controls: [],
      // Without a centre until there is something to show: half the world would be asked for.
      view: new View({ projection: PICTURE, enableRotation: false }),
      layers: [...layers.under, outlines, layers.communities, marks],
    });
    const finer = new Detail("cells", whole, (layer) => this.#cells.refine(layer));
    void loadOnMove(this.#map, [finer, ...layers.details], (error) => showRefusal(t, error));
    followTheme(() => {
      this.#theme = readTheme();
      for (const layer of this.#map.getAllLayers()) layer.changed();
    });
    this.#target.setAttribute("role", "img");
    this.#target.setAttribute("aria-label", t("ui.data.map"));
    this.root = element("aside", { class: "row-place", attributes: { "aria-label": t("ui.data.map") } }, this.#target, this.#words);
    this.#words.textContent = t("ui.data.map.none");
  }

  /** Take the size of the room that the map has got. */
  appear(): void {
    // The first tab opens before the page has its size.
    requestAnimationFrame(() => {
      this.#map.updateSize();
      if (this.#marks.isEmpty() && this.#chosen === "") this.#showAll();
    });
  }

  showNothing(): void {
    this.#marks.clear();
    this.#choose("");
    this.#words.textContent = this.t("ui.data.map.nowhere");
  }

  /** Show one place, and say what is there. */
  showPoint(lon: number, lat: number, name: string): void {
    this.#marks.clear();
    const place = toPicture(lon, lat);
    this.#marks.addFeature(new OlFeature(new Point(place)));
    const view = this.#map.getView();
    view.setCenter(place);
    view.setResolution(Math.min(view.getResolution() ?? NEAR_RESOLUTION, NEAR_RESOLUTION));
    this.#choose("");
    const written = `${lon.toFixed(6)}, ${lat.toFixed(6)}`;
    this.#words.replaceChildren(element("strong", {}, name), " ", element("span", { class: "figure" }, written));
  }

  /** Show many places at once, such as those of a file. */
  showPoints(places: readonly (readonly [number, number])[]): void {
    this.#marks.clear();
    this.#choose("");
    this.#words.textContent = this.t("ui.data.map.file");
    if (places.length === 0) return this.#showAll();
    this.#marks.addFeature(new OlFeature(new MultiPoint(places.map(([lon, lat]) => toPicture(lon, lat)))));
    const extent = this.#marks.getExtent();
    if (extent !== null) this.#map.getView().fit(extent, { padding: Array<number>(4).fill(PADDING_PX), minResolution: 2 });
  }

  showCell(code: string): void {
    this.#marks.clear();
    this.#choose(code);
    const cell = this.#cells.of(code);
    const extent = cell?.getGeometry()?.getExtent();
    if (extent !== undefined) this.#map.getView().fit(extent, { padding: Array<number>(4).fill(PADDING_PX) });
    this.#words.textContent = code;
  }

  #showAll(): void {
    if (this.bounds !== null) this.#map.getView().fit(extentOf(this.bounds), { padding: Array<number>(4).fill(PADDING_PX) });
  }

  #choose(code: string): void {
    this.#chosen = code;
    this.#cells.changed();
  }

  #cellStyle(code: string): Style {
    const chosen = code === this.#chosen;
    const { accent, textSecond } = this.#theme;
    return new Style({
      stroke: new Stroke({ color: chosen ? accent : textSecond, width: chosen ? 3 : 0.75 }),
      zIndex: chosen ? 1 : 0,
      ...(chosen ? { fill: new Fill({ color: `${accent}40` }) } : {}),
    });
  }

  #markStyle(): Style {
    const { accent, halo } = this.#theme;
    return new Style({
      image: new CircleStyle({ radius: 6, fill: new Fill({ color: accent }), stroke: new Stroke({ color: halo, width: 2 }) }),
    });
  }
}
