// The map: layers in their order, what a click means, and how to look at a place.

import OlMap from "ol/Map";
import View from "ol/View";
import type { Coordinate } from "ol/coordinate";
import { createEmpty, extend, type Extent, getCenter, isEmpty } from "ol/extent";
import { defaults as defaultInteractions } from "ol/interaction/defaults";
import PointerInteraction from "ol/interaction/Pointer";
import type BaseLayer from "ol/layer/Base";
import type { Pixel } from "ol/pixel";
import type MapBrowserEvent from "ol/MapBrowserEvent";
import type { Base, Bounds, Cells } from "../../api/types";
import { baseLayers, type BaseLayers } from "../../map/base";
import { boundsOf, extentOf, PICTURE, toLonLat, toPicture } from "../../map/projecting";
import type { MapTool } from "../../map/tool";
import { readTheme, type Theme } from "../../standalone/theme";
import { followTheme } from "../../shell/theme";
import type { Sight } from "./address";
import { CellLayer } from "./cells";
import { HeatLayer } from "./heat";
import type { Gathered } from "./points/gather";
import { PointLayer } from "./points/layer";
import type { Choices } from "./state";

const CLOSEST = 0.12;
const CELL_ROOM = 3;
const POINT_RESOLUTION = 0.6;
const WIDEST_LIST = 12;

export interface MapCallbacks {
  covered(): { readonly right: number; readonly bottom: number };
  nameOf(code: string): string;
  /** Called with what stands at a place: one point, or several too near to be told apart. */
  pointsMet(seen: readonly number[]): void;
  pointedAt(place: Coordinate | null): void;
  /** Called when the value in the middle of the map is asked for. */
  read(): void;
}

export class MapView {
  readonly cells: CellLayer;
  readonly heat = new HeatLayer();
  readonly points: PointLayer;
  readonly #base: BaseLayers;
  readonly #map: OlMap;
  #theme: Theme = readTheme();
  #tool: MapTool | null = null;

  constructor(
    readonly target: HTMLElement,
    readonly choices: Choices,
    readonly callbacks: MapCallbacks,
  ) {
    const theme = this.theme;
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
    this.#map.addInteraction(this.#dragging());
    this.#listen();
  }

  readonly theme = (): Theme => this.#theme;

  /** Put another layer just under the points. */
  addLayer(layer: BaseLayer): void {
    const layers = this.#map.getLayers();
    layers.insertAt(layers.getLength() - 1, layer);
  }

  /** Put a layer under the cells, beside the density. */
  addUnder(layer: BaseLayer): void {
    const layers = this.#map.getLayers();
    layers.insertAt(layers.getArray().indexOf(this.cells.layer), layer);
  }

  /** Put tiles under everything else; shown, they take the place of streets and buildings. */
  offerTiles(tiles: BaseLayer): void {
    this.#map.getLayers().insertAt(0, tiles);
    this.choices.follow((now) => {
      tiles.setVisible(now.tiles);
      for (const layer of this.#base.under) layer.setVisible(!now.tiles);
    });
  }

  fillBase(base: Base): void {
    this.#base.fill(base);
  }

  fillCells(cells: Cells): void {
    this.cells.fill(cells);
  }

  /** Work with a tool, or with none. */
  use(tool: MapTool | null): void {
    if (this.#tool !== null) {
      this.#tool.end();
      this.#map.removeLayer(this.#tool.layer);
    }
    this.#tool = tool;
    if (tool !== null) this.#map.addLayer(tool.layer);
    this.target.style.cursor = tool?.cursor ?? "";
  }

  /** Look at the whole of some bounds. */
  lookAt(bounds: Bounds): void {
    this.#map.updateSize();
    this.#fit(extentOf(bounds), 0);
  }

  /** Look where an address says. */
  lookFrom(sight: Sight): void {
    this.#map.getView().setCenter(toPicture(sight.lon, sight.lat));
    this.#map.getView().setZoom(sight.zoom);
  }

  /** Look at a place, and near enough to tell what is there. */
  lookAtPlace(lon: number, lat: number): void {
    const view = this.#map.getView();
    const [x = 0, y = 0] = toPicture(lon, lat);
    const resolution = Math.min(view.getResolution() ?? POINT_RESOLUTION, POINT_RESOLUTION);
    const { right, bottom } = this.callbacks.covered();
    const center = [x + (right / 2) * resolution, y - (bottom / 2) * resolution];
    const duration = this.#duration(180);
    if (duration > 0) view.animate({ center, resolution, duration });
    else {
      view.setResolution(resolution);
      view.setCenter(center);
    }
  }

  /** Look at one cell, if it is not in sight already or is very small there. */
  lookAtCell(code: string, always = false): void {
    const extent = this.cells.extentOf(code);
    if (extent === null || isEmpty(extent)) return;
    if (always || !this.sees(getCenter(extent))) this.#fit(widened(extent), 200);
  }

  /** Look at several cells together. */
  lookAtCells(codes: readonly string[]): void {
    const all = createEmpty();
    for (const code of codes) extend(all, this.cells.extentOf(code) ?? createEmpty());
    if (!isEmpty(all)) this.#fit(widened(all, 1.4), 200);
  }

  /** Return whether a place of the picture is in sight, and not under the card. */
  sees(place: Coordinate): boolean {
    const [x = 0, y = 0] = this.#map.getPixelFromCoordinate(place) ?? [];
    const [width = 0, height = 0] = this.#map.getSize() ?? [];
    const { right, bottom } = this.callbacks.covered();
    return x > 24 && y > 24 && x < width - right - 24 && y < height - bottom - 24;
  }

  zoom(steps: number): void {
    const view = this.#map.getView();
    const zoom = (view.getZoom() ?? 0) + steps;
    const duration = this.#duration(150);
    if (duration > 0) view.animate({ zoom, duration });
    else view.setZoom(zoom);
  }

  /** Where the map is looked at from, as the address keeps it. */
  get sight(): Sight | null {
    const view = this.#map.getView();
    const centre = view.getCenter();
    if (centre === undefined) return null;
    const [lon, lat] = toLonLat(centre);
    return { lon, lat, zoom: view.getZoom() ?? 0 };
  }

  get bounds(): Bounds {
    return boundsOf(this.extent);
  }

  get extent(): Extent {
    return this.#map.getView().calculateExtent(this.#map.getSize() ?? [1, 1]);
  }

  get centre(): Coordinate {
    return this.#map.getView().getCenter() ?? [0, 0];
  }

  pixelOf(place: Coordinate): Pixel | null {
    return this.#map.getPixelFromCoordinate(place);
  }

  /** Let the keyboard work on the map. */
  focus(): void {
    this.target.focus({ preventScroll: true });
  }

  /** Draw everything now, such as before printing. */
  redraw(): void {
    this.#map.updateSize();
    this.#map.renderSync();
  }

  /** Return once everything that is in sight has been drawn. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#map.once("rendercomplete", () => resolve());
      this.#map.render();
    });
  }

  /** Call back with the metres of one pixel in the middle of the map, after each move. */
  onMoved(changed: (metres: number) => void): void {
    const tell = (): void => {
      const view = this.#map.getView();
      const resolution = view.getResolution();
      if (resolution === undefined) return;
      // Web Mercator stretches lengths by 1 / cos(latitude).
      const latitude = Math.atan(Math.sinh((this.centre[1] ?? 0) / 6378137));
      changed(resolution * Math.cos(latitude));
    };
    this.#map.on("moveend", tell);
    tell();
  }

  #listen(): void {
    this.#map.on("pointermove", (event) => this.#point(event));
    this.#map.on("singleclick", (event) => this.#click(event));
    this.#map.on("click", (event) => this.#tool?.click(event.coordinate));
    this.#map.on("dblclick", (event) => {
      if (this.#tool?.twice === undefined) return;
      this.#tool.twice();
      event.stopPropagation();
    });
    this.target.addEventListener("keydown", (event) => this.#key(event), { capture: true });
    this.target.addEventListener("pointerleave", () => {
      this.choices.change({ hovered: null });
      this.callbacks.pointedAt(null);
    });
    this.choices.follow((now, before) => this.cells.update(now, before));
    followTheme(() => this.#recolour());
    new ResizeObserver(() => this.#map.updateSize()).observe(this.target);
  }

  #dragging(): PointerInteraction {
    return new PointerInteraction({
      handleDownEvent: (event) => this.#tool?.grab?.(event.pixel, event.coordinate) ?? false,
      handleDragEvent: (event) => this.#tool?.drag?.(event.coordinate),
      handleUpEvent: () => {
        this.#tool?.drop?.();
        return false;
      },
    });
  }

  #recolour(): void {
    this.#theme = readTheme();
    this.points.restyle();
    for (const layer of this.#map.getLayers().getArray()) layer.changed();
  }

  #point(event: MapBrowserEvent): void {
    if (event.dragging) return;
    this.callbacks.pointedAt(event.coordinate);
    if (this.#tool !== null) {
      this.#tool.hover?.(event.coordinate);
      return;
    }
    const hovered = this.cells.codeAt(event.coordinate);
    const pointer = hovered !== null || this.points.at(event.pixel) !== null;
    this.target.style.cursor = pointer ? "pointer" : "";
    if (hovered !== this.choices.now.hovered) this.choices.change({ hovered });
  }

  #click(event: MapBrowserEvent): void {
    if (this.#tool !== null) return;
    this.#select(event.pixel, event.coordinate);
  }

  #key(event: KeyboardEvent): void {
    if (this.#tool?.key?.(event, this.centre) === true) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key.toLowerCase() === "v" && !event.ctrlKey && !event.metaKey) {
      this.callbacks.read();
    } else if (event.key === "Enter" && this.#tool === null) {
      event.preventDefault();
      this.#select(this.#map.getPixelFromCoordinate(this.centre), this.centre);
    }
  }

  #select(pixel: readonly number[], place: Coordinate): void {
    const met = this.points.at(pixel);
    if (met === null) this.choices.selectCell(this.cells.codeAt(place));
    else if (met.one.count === 1) this.callbacks.pointsMet([met.one.row]);
    else this.#open(met.one, place);
  }

  /** Go nearer to a ring of points; where that would not part them, list them. */
  #open(one: Gathered, place: Coordinate): void {
    const resolution = this.#map.getView().getResolution() ?? 1;
    const rows = this.points.rowsOf(one);
    if (one.count <= WIDEST_LIST || resolution < 0.3) this.callbacks.pointsMet(rows);
    else {
      const center = [one.x || (place[0] ?? 0), one.y || (place[1] ?? 0)];
      const duration = this.#duration(180);
      const view = this.#map.getView();
      if (duration > 0) view.animate({ center, resolution: resolution / 4, duration });
      else {
        view.setCenter(center);
        view.setResolution(resolution / 4);
      }
    }
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

function widened(extent: Extent, room_ratio = CELL_ROOM): Extent {
  const [west = 0, south = 0, east = 0, north = 0] = extent;
  const room = (Math.max(east - west, north - south, 20) * (room_ratio - 1)) / 2;
  return [west - room, south - room, east + room, north + room];
}
