// The map: layers in their order, what a click means, and how to look at a place.

import OlMap from "ol/Map";
import View from "ol/View";
import type { Coordinate } from "ol/coordinate";
import { createEmpty, extend, getCenter, isEmpty } from "ol/extent";
import { defaults as defaultInteractions } from "ol/interaction/defaults";
import PointerInteraction from "ol/interaction/Pointer";
import type BaseLayer from "ol/layer/Base";
import type MapBrowserEvent from "ol/MapBrowserEvent";
import { baseLayers, type BaseLayers } from "../../map/base";
import { Detail, loadOnMove } from "../../map/detail";
import { PICTURE } from "../../map/projecting";
import type { MapTool } from "../../map/tool";
import { readTheme, type Theme } from "../../standalone/theme";
import { followTheme } from "../../shell/theme";
import { CellLayer } from "./cells";
import { HeatLayer } from "./heat";
import { type Covered, Looking, widened } from "./looking";
import type { Gathered } from "./points/gather";
import { PointLayer } from "./points/layer";
import type { Choices } from "./state";

const CLOSEST = 0.12;
const WIDEST_LIST = 12;

export interface MapCallbacks {
  covered(): Covered;
  nameOf(code: string): string;
  /** Called with what stands at a place: one point, or several too near to be told apart. */
  pointsMet(seen: readonly number[]): void;
  pointedAt(place: Coordinate | null): void;
  /** Called when the value in the middle of the map is asked for. */
  read(): void;
}

export class MapView extends Looking {
  readonly cells: CellLayer;
  readonly heat = new HeatLayer();
  readonly points: PointLayer;
  readonly #base: BaseLayers;
  #theme: Theme = readTheme();
  #tool: MapTool | null = null;
  #details: readonly Detail[] = [];

  constructor(
    target: HTMLElement,
    readonly choices: Choices,
    readonly callbacks: MapCallbacks,
  ) {
    const map = new OlMap({
      target,
      controls: [],
      interactions: defaultInteractions({ altShiftDragRotate: false, pinchRotate: false }),
      view: new View({ projection: PICTURE, enableRotation: false, minResolution: CLOSEST }),
    });
    super(map, target, callbacks.covered);
    this.#base = baseLayers(this.theme, true);
    this.cells = new CellLayer(choices, this.theme, callbacks.nameOf);
    this.points = new PointLayer(this.theme);
    map.setLayers([
      ...this.#base.under,
      this.heat.layer,
      this.cells.layer,
      this.#base.communities,
      this.cells.marks,
      this.points.layer,
    ]);
    map.addInteraction(this.#dragging());
    this.#listen();
  }

  readonly theme = (): Theme => this.#theme;

  /** Put another layer just under the points. */
  addLayer(layer: BaseLayer): void {
    const layers = this.map.getLayers();
    layers.insertAt(layers.getLength() - 1, layer);
  }

  /** Put a layer under the cells, beside the density. */
  addUnder(layer: BaseLayer): void {
    const layers = this.map.getLayers();
    layers.insertAt(layers.getArray().indexOf(this.cells.layer), layer);
  }

  /** Put tiles under everything else; shown, they take the place of streets and buildings. */
  offerTiles(tiles: BaseLayer): void {
    this.map.getLayers().insertAt(0, tiles);
    this.choices.follow((now) => {
      tiles.setVisible(now.tiles);
      for (const layer of this.#base.under) layer.setVisible(!now.tiles);
    });
  }

  /** Load streets, buildings and finer borders as the map comes to show them. */
  async follow(whole: number, failed: (error: unknown) => void): Promise<void> {
    const cells = new Detail("cells", whole, (layer) => this.cells.source.refine(layer));
    this.#details = [cells, ...this.#base.details];
    await loadOnMove(this.map, this.#details, failed);
  }

  /** Return once everything that is in sight has come and has been drawn. */
  override async settled(): Promise<void> {
    // Only a map that has been drawn has asked for what is in sight.
    await super.settled();
    await Promise.all(this.#details.map((one) => one.arrived()));
    await super.settled();
  }

  /** Work with a tool, or with none. */
  use(tool: MapTool | null): void {
    if (this.#tool !== null) {
      this.#tool.end();
      this.map.removeLayer(this.#tool.layer);
    }
    this.#tool = tool;
    if (tool !== null) this.map.addLayer(tool.layer);
    this.target.style.cursor = tool?.cursor ?? "";
  }

  /** Look at one cell, if it is not in sight already or is very small there. */
  lookAtCell(code: string, always = false): void {
    const extent = this.cells.extentOf(code);
    if (extent === null || isEmpty(extent)) return;
    if (always || !this.sees(getCenter(extent))) this.fit(widened(extent), 200);
  }

  /** Look at several cells together. */
  lookAtCells(codes: readonly string[]): void {
    const all = createEmpty();
    for (const code of codes) extend(all, this.cells.extentOf(code) ?? createEmpty());
    if (!isEmpty(all)) this.fit(widened(all, 1.4), 200);
  }

  #listen(): void {
    this.map.on("pointermove", (event) => this.#point(event));
    this.map.on("singleclick", (event) => this.#click(event));
    this.map.on("click", (event) => this.#tool?.click(event.coordinate));
    this.map.on("dblclick", (event) => {
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
    new ResizeObserver(() => this.map.updateSize()).observe(this.target);
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

  /** Draw everything in the colours that are in force now. */
  #recolour(): void {
    this.#theme = readTheme();
    this.points.restyle();
    this.heat.recolour();
    for (const layer of this.map.getLayers().getArray()) layer.changed();
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
      this.#select(this.map.getPixelFromCoordinate(this.centre), this.centre);
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
    const resolution = this.map.getView().getResolution() ?? 1;
    const rows = this.points.rowsOf(one);
    if (one.count <= WIDEST_LIST || resolution < 0.3) this.callbacks.pointsMet(rows);
    else {
      const center = [one.x || (place[0] ?? 0), one.y || (place[1] ?? 0)];
      const duration = this.duration(180);
      const view = this.map.getView();
      if (duration > 0) view.animate({ center, resolution: resolution / 4, duration });
      else {
        view.setCenter(center);
        view.setResolution(resolution / 4);
      }
    }
  }
}
