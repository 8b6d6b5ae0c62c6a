// The map of the workbench: layers in their order, which tool hears the pointer, where to look.

import OlMap from "ol/Map";
import View from "ol/View";
import { buffer, type Extent, getCenter, isEmpty } from "ol/extent";
import { defaults as defaultInteractions } from "ol/interaction/defaults";
import DoubleClickZoom from "ol/interaction/DoubleClickZoom";
import DragPan from "ol/interaction/DragPan";
import type { Coordinate } from "ol/coordinate";
import type Interaction from "ol/interaction/Interaction";
import type BaseLayer from "ol/layer/Base";
import type MapBrowserEvent from "ol/MapBrowserEvent";
import { readTheme, type Theme } from "../../standalone/theme";
import { followTheme } from "../../shell/theme";
import { mapLayer } from "../../api/layers";
import { baseLayers, type BaseLayers } from "../../map/base";
import { loadOnMove } from "../../map/detail";
import { readAreas } from "../../map/packed";
import { PICTURE } from "../../map/projecting";
import { CellLayers } from "./layers/cells";
import { ChangeLayers } from "./layers/changes";
import type { DraftCell } from "./model";
import { type Bench, shownCells, type State } from "./state";

const CLOSEST = 0.05;
const ROOM = 1.5;
/** As finely as the bounds of communities have to be known. */
const GROUNDS_LEVEL = 12;

export class BenchMap {
  readonly map: OlMap;
  readonly cells: CellLayers;
  readonly changes: ChangeLayers;
  readonly #base: BaseLayers;
  #theme: Theme = readTheme();
  readonly #grounds = new Map<string, Extent>();
  #community = "";

  constructor(
    readonly target: HTMLElement,
    readonly bench: Bench,
    nameOf: (cell: DraftCell) => string,
  ) {
    const theme = (): Theme => this.#theme;
    this.#base = baseLayers(theme);
    this.cells = new CellLayers(bench, theme, nameOf);
    this.changes = new ChangeLayers(theme);
    this.map = new OlMap({
      target,
      controls: [],
      interactions: defaultInteractions({ altShiftDragRotate: false, pinchRotate: false, shiftDragZoom: false }),
      view: new View({ projection: PICTURE, enableRotation: false, minResolution: CLOSEST }),
      layers: [
        ...this.#base.under,
        this.cells.fills,
        this.cells.lively,
        this.changes.moved,
        this.changes.old,
        this.#base.communities,
        this.cells.marks,
        this.changes.refusals,
        this.cells.labels,
      ],
    });
    this.#listen();
  }

  get theme(): Theme {
    return this.#theme;
  }

  /** Learn where the communities lie, and load the base map as it comes to be seen. */
  async follow(failed: (error: unknown) => void): Promise<void> {
    for (const feature of readAreas(await mapLayer("communities", GROUNDS_LEVEL))) {
      const extent = feature.getGeometry()?.getExtent();
      if (extent !== undefined) this.#grounds.set(String(feature.get("code")), extent);
    }
    if (this.map.getView().getCenter() === undefined) this.lookAtAll();
    await loadOnMove(this.map, this.#base.details, failed);
  }

  /** Put the layers of a tool on top of all others. */
  add(layers: readonly BaseLayer[], interactions: readonly Interaction[] = []): void {
    for (const one of layers) this.map.addLayer(one);
    for (const one of interactions) this.map.addInteraction(one);
  }

  remove(layers: readonly BaseLayer[], interactions: readonly Interaction[] = []): void {
    for (const one of layers) this.map.removeLayer(one);
    for (const one of interactions) this.map.removeInteraction(one);
  }

  /** Let the left button draw rather than pan, or pan again. */
  letDrag(pans: boolean): void {
    for (const one of this.map.getInteractions().getArray()) {
      if (one instanceof DragPan || one instanceof DoubleClickZoom) one.setActive(pans);
    }
  }

  lookAtAll(): void {
    const cells = this.cells.extent();
    const extent = isEmpty(cells) ? this.#grounds.get(this.bench.now.community) : cells;
    if (extent !== undefined) this.#fit(extent, 0);
  }

  /** Look at a cell, if it is not in sight already. */
  lookAtCell(code: string): void {
    const extent = this.cells.extentOf(code);
    if (extent === null || isEmpty(extent)) return;
    const [x = -1, y = -1] = this.map.getPixelFromCoordinate(getCenter(extent)) ?? [];
    const [width = 0, height = 0] = this.map.getSize() ?? [];
    if (x > 24 && y > 24 && x < width - 24 && y < height - 24) return;
    const [west = 0, south = 0, east = 0, north = 0] = extent;
    this.#fit(buffer(extent, Math.max(east - west, north - south) * ROOM), 150);
  }

  lookAtPlace(place: Coordinate): void {
    const view = this.map.getView();
    const resolution = Math.min(view.getResolution() ?? 1, 1);
    const duration = calm() ? 0 : 150;
    if (duration > 0) view.animate({ center: place, resolution, duration });
    else {
      view.setCenter(place);
      view.setResolution(resolution);
    }
  }

  zoom(steps: number): void {
    const view = this.map.getView();
    view.setZoom((view.getZoom() ?? 0) + steps);
  }

  /** Move what is seen by pixels to the right and down. */
  pan(right_px: number, down_px: number): void {
    const view = this.map.getView();
    const [x = 0, y = 0] = view.getCenter() ?? [];
    const resolution = view.getResolution() ?? 1;
    view.setCenter([x + right_px * resolution, y - down_px * resolution]);
  }

  /** Call back with the metres of one pixel in the middle of the map. */
  onScale(changed: (metres: number) => void): void {
    this.map.on("moveend", () => {
      const view = this.map.getView();
      const [, y = 0] = view.getCenter() ?? [];
      // Web Mercator stretches lengths by 1 / cos(latitude).
      changed((view.getResolution() ?? 1) * Math.cos(Math.atan(Math.sinh(y / 6378137))));
      // What is seen stands in the page for whoever has to find a place on the screen again.
      this.target.dataset["view"] = [...(view.getCenter() ?? []), view.getResolution()].join(" ");
    });
  }

  /** Read the colours anew. */
  recolour(): void {
    this.#theme = readTheme();
    for (const layer of this.map.getLayers().getArray()) layer.changed();
  }

  #listen(): void {
    this.map.on("pointermove", (event) => this.#point(event));
    this.target.addEventListener("pointerleave", () => this.bench.change({ hovered: null }));
    this.bench.follow((now, before) => this.#follow(now, before));
    followTheme(() => this.recolour());
    new ResizeObserver(() => this.map.updateSize()).observe(this.target);
  }

  #follow(now: State, before: State): void {
    this.cells.update(now, before);
    this.changes.update(now, before);
    if (now.community !== this.#community && (shownCells(now).size > 0 || this.#grounds.size > 0)) {
      this.#community = now.community;
      this.lookAtAll();
    }
  }

  #point(event: MapBrowserEvent): void {
    if (event.dragging) return;
    const hovered = this.cells.codeAt(event.coordinate);
    if (hovered !== this.bench.now.hovered) this.bench.change({ hovered });
  }

  #fit(extent: Extent, wanted_ms: number): void {
    const padding = [40, 40, 48, 40];
    const duration = calm() ? 0 : wanted_ms;
    this.map.getView().fit(extent, duration > 0 ? { padding, duration } : { padding });
  }
}

function calm(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}
