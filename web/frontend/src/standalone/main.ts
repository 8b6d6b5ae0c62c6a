// Entry of the stand-alone map: the page calls `start` with a Leaflet map and the data.

import "./trusted";
import "leaflet/dist/leaflet.css";
import "../shared/tokens.css";
import "./style.css";
import * as L from "leaflet";
import { languageTag } from "../shared/catalogue";
import { element } from "../shared/dom";
import { HeatPicture } from "../shared/heat-ramp";
import { card } from "./card";
import { scaleBar, zoomButtons } from "./controls";
import { cellAt, type Model, unpack } from "./model";
import { mercatorX, mercatorY } from "./packing";
import { paintBase, paintWater } from "./paint-base";
import { paintCellBorders, paintCellFills, paintCommunities, paintOutline } from "./paint-cells";
import { cellLabels, paintCellLabels, paintCommunityLabels, paintStreetLabels } from "./paint-labels";
import { paintHeat, paintHotspots, paintPoints, paintSectors, paintSelected, pointsAt } from "./paint-points";
import { panel } from "./panel";
import type { Payload } from "./payload";
import { State } from "./state";
import { readTheme, type Theme } from "./theme";
import { CanvasLayer, type View } from "./view";

// The page that folium writes calls Leaflet by this name.
(window as unknown as { L: typeof L }).L = L;

const NARROW_PX = 700;
const PANEL_PX = 312;
const MARGIN_PX = 24;

type Pen = CanvasRenderingContext2D;

/** Return the place of fractions of the Mercator square. */
function placeOf(x: number, y: number): L.LatLng {
  return L.CRS.EPSG3857.pointToLatLng(L.point(x, y).multiplyBy(256), 0);
}

/** Return how far a window has to move to hold a stretch; one too long is centred. */
function shift(from: number, to: number, low: number, high: number): number {
  if (to - from > high - low) return (from + to - low - high) / 2;
  return Math.min(0, from - low) + Math.max(0, to - high);
}

class Page {
  private readonly map: L.Map;
  private readonly model: Model;
  private readonly state: State;
  private theme: Theme = readTheme();
  private heat: HeatPicture | null = null;
  private readonly panelNode = element("aside", { class: "gm-panel" });
  private readonly cardNode = element("aside", { class: "gm-card", attributes: { "aria-live": "polite" } });
  private readonly tools = element("div", { class: "gm-tools" });
  private readonly base: CanvasLayer;
  private readonly data: CanvasLayer;
  private readonly marks: CanvasLayer;

  constructor(map: L.Map, payload: Payload) {
    this.map = map;
    this.model = unpack(payload);
    this.state = new State(this.model);
    this.loadHeat();
    this.base = new CanvasLayer("tilePane", (pen, view) => this.drawBase(pen, view));
    this.data = new CanvasLayer("overlayPane", (pen, view) => this.drawData(pen, view));
    this.marks = new CanvasLayer("shadowPane", (pen, view) => this.drawMarks(pen, view));
    document.body.append(this.panelNode, this.cardNode, this.tools);
    if (this.narrow) this.panelNode.classList.add("folded");
  }

  private get narrow(): boolean {
    return window.innerWidth < NARROW_PX;
  }

  start(): void {
    const { map } = this;
    map.setMaxZoom(20);
    this.showAll();
    map.setMinZoom(Math.max(0, Math.floor(map.getZoom()) - 2));
    for (const layer of [this.base, this.data, this.marks]) layer.addTo(map);
    this.build();
    this.state.listen((part) => this.changed(part));
    map.on("click", (event) => this.clicked(event));
    map.on("mousemove", (event) => this.moved(event));
    map.on("mouseout", () => this.hover(null));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.state.select(null);
    });
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", () => this.repaint());
    document.documentElement.dataset["ready"] = "yes";
  }

  private loadHeat(): void {
    const { density } = this.model.payload;
    if (density === null) return;
    const picture = new Image();
    picture.addEventListener("load", () => {
      this.heat = new HeatPicture(picture);
      this.data.redraw();
    });
    picture.src = density.picture;
  }

  private repaint(): void {
    this.theme = readTheme();
    // Its legend has the colours of the map.
    this.build();
    for (const layer of [this.base, this.data, this.marks]) layer.redraw();
  }

  private showAll(): void {
    const [west, south, east, north] = this.model.payload.bounds;
    const left = this.narrow ? MARGIN_PX / 2 : PANEL_PX;
    const bottom = this.narrow ? 4 * MARGIN_PX : MARGIN_PX;
    this.map.fitBounds(
      [
        [south, west],
        [north, east],
      ],
      { paddingTopLeft: [left, MARGIN_PX], paddingBottomRight: [MARGIN_PX / 2, bottom], animate: false },
    );
  }

  private build(): void {
    const { state } = this;
    document.documentElement.lang = languageTag(state.locale);
    this.map.getContainer().setAttribute("aria-label", state.t("ui.map.label"));
    this.panelNode.setAttribute("aria-label", state.t("ui.map.panel"));
    this.panelNode.replaceChildren(...panel(this.model, state, () => this.panelNode.classList.toggle("folded")));
    const source = element("span", { class: "gm-source" }, this.model.payload.source);
    this.tools.replaceChildren(source, scaleBar(this.map), zoomButtons(this.map, state, () => this.showAll()));
    this.showCard();
  }

  private showCard(): void {
    const parts = card(this.model, this.state);
    this.cardNode.replaceChildren(...parts);
    document.body.classList.toggle("gm-selected", parts.length > 0);
  }

  private changed(part: "choice" | "selection" | "hover" | "locale"): void {
    if (part === "locale") this.build();
    if (part === "choice" || part === "locale") {
      this.base.redraw();
      this.data.redraw();
    }
    if (part === "selection") {
      this.showCard();
      this.bringIntoView();
    }
    this.marks.redraw();
  }

  /** Move the map just so far that the selected cell lies beside the panels. */
  private bringIntoView(): void {
    const { selection } = this.state;
    if (selection?.type !== "cell") return;
    const box = this.model.cells.boxes.subarray(selection.cell * 4, selection.cell * 4 + 4);
    const [west = 0, north = 0, east = 0, south = 0] = box;
    const first = this.map.latLngToContainerPoint(placeOf(west, north));
    const last = this.map.latLngToContainerPoint(placeOf(east, south));
    const size = this.map.getSize();
    const left = this.narrow ? MARGIN_PX : PANEL_PX + MARGIN_PX;
    const right = size.x - left;
    const bottom = this.narrow ? size.y * 0.45 : size.y - MARGIN_PX;
    const x = shift(first.x, last.x, left, right);
    const y = shift(first.y, last.y, MARGIN_PX, bottom);
    if (x !== 0 || y !== 0) this.map.panBy([x, y]);
  }

  private drawBase(pen: Pen, view: View): void {
    if (this.state.base) paintBase(pen, view, this.model, this.theme);
  }

  private drawData(pen: Pen, view: View): void {
    const { model, state, theme } = this;
    paintCellFills(pen, view, model, state, theme);
    if (state.base && state.cellMode === "worker") paintWater(pen, view, model, theme);
    if (state.heat && this.heat !== null && model.payload.density !== null) {
      paintHeat(pen, view, this.heat, model.payload.density.corners);
    }
    paintCellBorders(pen, view, model, state, theme);
    if (state.communities) paintCommunities(pen, view, model, theme);
    const labels = state.cellMode === "none" ? [] : cellLabels(pen, view, model, state, theme);
    if (state.base) paintStreetLabels(pen, view, model, state, theme, labels);
    if (state.hotspots && model.hotspots !== null) paintHotspots(pen, view, model.hotspots, theme);
    if (state.sectors) paintSectors(pen, view, model, theme);
    model.points.forEach((layer, i) => paintPoints(pen, view, layer, state.classes[i] ?? new Set(), theme));
    paintCellLabels(pen, labels, model, state, theme);
    if (state.communities && labels.length === 0) paintCommunityLabels(pen, view, model, state, theme);
  }

  private drawMarks(pen: Pen, view: View): void {
    const { model, state, theme } = this;
    const { selection, hoveredCell } = state;
    if (hoveredCell !== null) paintOutline(pen, view, model, theme, hoveredCell, false);
    if (selection?.type === "cell") paintOutline(pen, view, model, theme, selection.cell, true);
    if (selection?.type === "points") paintSelected(pen, view, model, theme, selection.points);
  }

  private under(event: L.LeafletMouseEvent): { x: number; y: number; scale: number } {
    const { lat, lng } = event.latlng;
    return { x: mercatorX(lng), y: mercatorY(lat), scale: 256 * 2 ** this.map.getZoom() };
  }

  private clicked(event: L.LeafletMouseEvent): void {
    const { x, y, scale } = this.under(event);
    const points = pointsAt(this.model, this.state, x, y, scale);
    if (points.length > 0) {
      this.state.select({ type: "points", points });
      return;
    }
    const cell = this.state.cellMode === "none" ? null : cellAt(this.model, x, y);
    this.state.select(cell === null ? null : { type: "cell", cell });
  }

  private moved(event: L.LeafletMouseEvent): void {
    const { x, y, scale } = this.under(event);
    const onPoint = pointsAt(this.model, this.state, x, y, scale, 1).length > 0;
    const cell = this.state.cellMode === "none" ? null : cellAt(this.model, x, y);
    this.map.getContainer().classList.toggle("gm-pointing", onPoint || cell !== null);
    this.hover(onPoint ? null : cell);
  }

  private hover(cell: number | null): void {
    if (cell === this.state.hoveredCell) return;
    this.state.change("hover", () => (this.state.hoveredCell = cell));
  }
}

/** Show the data on a map. */
export function start(map: L.Map, data: string): void {
  new Page(map, JSON.parse(data) as Payload).start();
}
