// The part of the map that a canvas shows, and the canvas as a Leaflet layer.

import * as L from "leaflet";
import { latitudeOf, type Shapes } from "./packing";

const EARTH_CIRCUMFERENCE_M = 40_075_016.686;
// A margin around the window, so that a short drag shows no empty edge.
const MARGIN_RATIO = 0.15;

/** Pixel x is `fraction * scale - left`; a place is a fraction of the Mercator square. */
export interface View {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly zoom: number;
  readonly metresPerPixel: number;
}

/** Return whether anything of a shape may be visible. */
export function visible(view: View, shapes: Shapes, shape: number): boolean {
  const [west = 0, north = 0, east = 0, south = 0] = shapes.boxes.subarray(shape * 4, shape * 4 + 4);
  return (
    east * view.scale >= view.left &&
    west * view.scale <= view.left + view.width &&
    south * view.scale >= view.top &&
    north * view.scale <= view.top + view.height
  );
}

/** Add a shape to the current path. */
export function trace(
  pen: CanvasRenderingContext2D,
  view: View,
  shapes: Shapes,
  shape: number,
  closed: boolean,
): void {
  const { xy, rings } = shapes;
  for (let r = shapes.shapes[shape] ?? 0; r < (shapes.shapes[shape + 1] ?? 0); r += 1) {
    const [start = 0, end = 0] = rings.subarray(r, r + 2);
    for (let i = start; i < end; i += 1) {
      const x = (xy[i * 2] ?? 0) * view.scale - view.left;
      const y = (xy[i * 2 + 1] ?? 0) * view.scale - view.top;
      if (i === start) pen.moveTo(x, y);
      else pen.lineTo(x, y);
    }
    if (closed) pen.closePath();
  }
}

export type Draw = (pen: CanvasRenderingContext2D, view: View) => void;

interface ZoomAnimation extends L.LeafletEvent {
  readonly center: L.LatLng;
  readonly zoom: number;
}

// Leaflet has no public name for this step of its zoom animation.
interface Animating extends L.Map {
  _latLngToNewLayerPoint(place: L.LatLng, zoom: number, centre: L.LatLng): L.Point;
}

/** One canvas over the whole window, drawn anew whenever the map has come to rest. */
export class CanvasLayer extends L.Layer {
  private readonly canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated");
  private readonly draw: Draw;
  private readonly paneName: string;
  private corner: L.LatLng | null = null;
  private drawnZoom = 0;
  private asked = 0;

  constructor(paneName: string, draw: Draw) {
    super();
    this.paneName = paneName;
    this.draw = draw;
  }

  override onAdd(map: L.Map): this {
    (map.getPane(this.paneName) ?? map.createPane(this.paneName)).append(this.canvas);
    this.redrawNow();
    return this;
  }

  override onRemove(): this {
    this.canvas.remove();
    return this;
  }

  override getEvents(): Record<string, L.LeafletEventHandlerFn> {
    return {
      moveend: () => this.redrawNow(),
      resize: () => this.redrawNow(),
      zoomanim: (event) => this.follow((event as ZoomAnimation).zoom, (event as ZoomAnimation).center),
      zoom: () => this.follow(this._map.getZoom(), this._map.getCenter()),
    };
  }

  /** Draw again before the next frame. */
  redraw(): void {
    if (this.asked === 0) this.asked = requestAnimationFrame(() => this.redrawNow());
  }

  private redrawNow(): void {
    cancelAnimationFrame(this.asked);
    this.asked = 0;
    const pen = this.canvas.getContext("2d");
    if (pen === null || !this._map) return;
    const view = this.place();
    const ratio = Math.min(Math.max(window.devicePixelRatio, 1), 2);
    this.canvas.width = Math.round(view.width * ratio);
    this.canvas.height = Math.round(view.height * ratio);
    this.canvas.style.width = `${view.width}px`;
    this.canvas.style.height = `${view.height}px`;
    pen.scale(ratio, ratio);
    this.draw(pen, view);
  }

  private place(): View {
    const map = this._map;
    const size = map.getSize();
    const margin = size.multiplyBy(MARGIN_RATIO).ceil();
    const corner = map.containerPointToLayerPoint(margin.multiplyBy(-1));
    L.DomUtil.setTransform(this.canvas, corner, 1);
    this.corner = map.layerPointToLatLng(corner);
    this.drawnZoom = map.getZoom();
    const origin = map.getPixelOrigin().add(corner);
    const scale = 256 * 2 ** this.drawnZoom;
    const latitude = latitudeOf((origin.y + size.y / 2) / scale);
    return {
      scale,
      left: origin.x,
      top: origin.y,
      width: size.x + 2 * margin.x,
      height: size.y + 2 * margin.y,
      zoom: this.drawnZoom,
      metresPerPixel: (EARTH_CIRCUMFERENCE_M * Math.cos((latitude * Math.PI) / 180)) / scale,
    };
  }

  private follow(zoom: number, centre: L.LatLng): void {
    if (this.corner === null) return;
    const map = this._map as Animating;
    const scale = map.getZoomScale(zoom, this.drawnZoom);
    const corner = map._latLngToNewLayerPoint(this.corner, zoom, centre);
    L.DomUtil.setTransform(this.canvas, corner, scale);
  }
}
