// The map: layers in their order, what a click means, and how to look at a place.

import OlMap from "ol/Map";
import View from "ol/View";
import { type Extent, getCenter, isEmpty } from "ol/extent";
import { defaults as defaultInteractions } from "ol/interaction/defaults";
import type MapBrowserEvent from "ol/MapBrowserEvent";
import { readTheme, type Theme } from "../../standalone/theme";
import type { Choices } from "./state";
import type { Base, Bounds, Cells } from "../../api/types";
import { baseLayers, type BaseLayers } from "../../map/base";
import { CellLayer } from "./cells";
import { HeatLayer } from "./heat";
import { type PointFound, PointLayer } from "./points";
import { extentOf, PICTURE } from "../../map/projecting";

const HIT_PX = 4;
const CLOSEST = 0.12;
const CELL_ROOM = 3;

export interface MapCallbacks {
  covered(): { readonly right: number; readonly bottom: number };
  nameOf(code: string): string;
  pointFound(point: PointFound | null): void;
}

export class MapView {
  readonly cells: CellLayer;
  readonly heat = new HeatLayer();
  readonly points: PointLayer;
  readonly #base: BaseLayers;
  readonly #map: OlMap;
  #theme: Theme = readTheme();

  constructor(
    readonly target: HTMLElement,
    readonly choices: Choices,
    readonly callbacks: MapCallbacks,
  ) {
    const theme = (): Theme => this.#theme;
    this.#base = baseLayers(theme);
    this.cells = new CellLayer(choices, theme, callbacks.nameOf);
    this.points = new PointLayer(theme);
    this.#map = new OlMap({
      target,
      controls: [],
      interactions: defaultInteractions({ altShiftDragRotate: false, pinchRotate: false }),
      view: new View({ projection: PICTURE, enableRotation: false, minResolution: CLOSEST }),
      layers: [
        ...this.#base.under,
        this.heat.layer,
        this.cells.layer,
        this.#base.communities,
        this.cells.marks,
        this.points.layer,
      ],
    });
    this.#listen();
  }

  fillBase(base: Base): void {
    this.#base.fill(base);
  }

  fillCells(cells: Cells): void {
    this.cells.fill(cells);
  }

  /** Look at the whole of some bounds. */
  lookAt(bounds: Bounds): void {
    this.#fit(extentOf(bounds), 0);
  }

  /** Look at one cell, if it is not in sight already or is very small there. */
  lookAtCell(code: string, always = false): void {
    const extent = this.cells.extentOf(code);
    if (extent === null || isEmpty(extent)) return;
    const [x = 0, y = 0] = this.#map.getPixelFromCoordinate(getCenter(extent)) ?? [];
    const [width = 0, height = 0] = this.#map.getSize() ?? [];
    const { right, bottom } = this.callbacks.covered();
    const inSight = x > 24 && y > 24 && x < width - right - 24 && y < height - bottom - 24;
    if (always || !inSight) this.#fit(widened(extent), 200);
  }

  zoom(steps: number): void {
    const view = this.#map.getView();
    const zoom = (view.getZoom() ?? 0) + steps;
    const duration = this.#duration(150);
    if (duration > 0) view.animate({ zoom, duration });
    else view.setZoom(zoom);
  }

  /** Call back with the metres of one pixel in the middle of the map. */
  onScale(changed: (metres: number) => void): void {
    const tell = (): void => {
      const view = this.#map.getView();
      const centre = view.getCenter();
      const resolution = view.getResolution();
      if (centre === undefined || resolution === undefined) return;
      this.points.suit(resolution);
      // Web Mercator stretches lengths by 1 / cos(latitude).
      const latitude = Math.atan(Math.sinh((centre[1] ?? 0) / 6378137));
      changed(resolution * Math.cos(latitude));
    };
    this.#map.on("moveend", tell);
    tell();
  }

  #listen(): void {
    this.#map.on("pointermove", (event) => this.#point(event));
    this.#map.on("singleclick", (event) => this.#click(event));
    this.target.addEventListener("pointerleave", () => this.choices.change({ hovered: null }));
    this.choices.follow((now, before) => this.cells.update(now, before));
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", () => this.#recolour());
    new ResizeObserver(() => this.#map.updateSize()).observe(this.target);
  }

  #recolour(): void {
    this.#theme = readTheme();
    this.points.restyle();
    for (const layer of this.#map.getLayers().getArray()) layer.changed();
  }

  #point(event: MapBrowserEvent): void {
    if (event.dragging) return;
    const hovered = this.cells.codeAt(event.coordinate);
    this.target.style.cursor = hovered === null ? "" : "pointer";
    if (hovered !== this.choices.now.hovered) this.choices.change({ hovered });
  }

  #click(event: MapBrowserEvent): void {
    const hit = this.#pointAt(event);
    if (hit) return;
    this.callbacks.pointFound(null);
    this.choices.change({ selected: this.cells.codeAt(event.coordinate) });
  }

  #pointAt(event: MapBrowserEvent): boolean {
    const options = {
      hitTolerance: HIT_PX,
      layerFilter: (one: object) => one === this.points.layer,
    };
    return (
      this.#map.forEachFeatureAtPixel(
        event.pixel,
        (feature) => {
          const found = this.points.read(feature);
          if (found === null) return false;
          if ("point" in found) this.callbacks.pointFound(found.point);
          else this.#fit(widened(found.extent), 200);
          return true;
        },
        options,
      ) ?? false
    );
  }

  #fit(extent: Extent, duration_ms: number): void {
    const { right, bottom } = this.callbacks.covered();
    const padding = [32, 32 + right, 48 + bottom, 32];
    const duration = this.#duration(duration_ms);
    // A duration of zero would leave the view "animating", and layers of pictures wait for its end.
    this.#map.getView().fit(extent, duration > 0 ? { padding, duration } : { padding });
  }

  #duration(wanted_ms: number): number {
    return window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : wanted_ms;
  }
}

function widened(extent: Extent): Extent {
  const [west = 0, south = 0, east = 0, north = 0] = extent;
  const room = (Math.max(east - west, north - south, 20) * (CELL_ROOM - 1)) / 2;
  return [west - room, south - room, east + room, north + room];
}
