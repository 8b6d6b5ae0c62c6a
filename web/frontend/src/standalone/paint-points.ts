// Points: full symbols near, thinned dots far; what lies under a pointer; cameras' sectors; heat and hot spots.

import type { HeatPicture } from "../shared/heat-ramp";
import { frameHotspots } from "../shared/hotspots";
import { KIND_COLOURS, traceSymbol } from "../shared/symbols";
import { withOpacity } from "../shared/scales";
import { mercatorX, mercatorY, type Shapes } from "./packing";
import type { Model, PointsModel } from "./model";
import type { PointRef, State } from "./state";
import type { Theme } from "./theme";
import { trace, type View, visible } from "./view";

type Pen = CanvasRenderingContext2D;

const SYMBOLS_FROM_ZOOM = 16;
const RINGS_FROM_ZOOM = 15.5;
const SYMBOL_RADIUS_PX = 4.5;
const REACH_PX = 9;

function dotRadius(zoom: number): number {
  return Math.min(3.2, Math.max(1.2, 1.2 + (zoom - 12) * 0.45));
}

function within(view: View, x: number, y: number): boolean {
  return x > -16 && y > -16 && x < view.width + 16 && y < view.height + 16;
}

/** Add every visible point of the shown classes to the path, one for each raster place. */
function tracePoints(
  pen: Pen,
  view: View,
  layer: PointsModel,
  shown: ReadonlySet<number>,
  radius: number,
  thin_px: number,
): void {
  const { xy, classes, count } = layer.places;
  const taken = new Set<number>();
  const columns = Math.ceil(view.width / thin_px) + 64;
  for (let i = 0; i < count; i += 1) {
    if (!shown.has(classes[i] ?? -1)) continue;
    const x = (xy[i * 2] ?? 0) * view.scale - view.left;
    const y = (xy[i * 2 + 1] ?? 0) * view.scale - view.top;
    if (!within(view, x, y)) continue;
    const place = Math.round(y / thin_px) * columns + Math.round(x / thin_px);
    if (taken.has(place)) continue;
    taken.add(place);
    traceSymbol(pen, layer.kind, x, y, radius);
  }
}

/** Draw the points of one layer. */
export function paintPoints(
  pen: Pen,
  view: View,
  layer: PointsModel,
  shown: ReadonlySet<number>,
  theme: Theme,
): void {
  if (shown.size === 0) return;
  const near = view.zoom >= SYMBOLS_FROM_ZOOM;
  const radius = near ? SYMBOL_RADIUS_PX : dotRadius(view.zoom);
  pen.beginPath();
  tracePoints(pen, view, layer, shown, radius, near ? 2 : 2 * radius);
  if (view.zoom < RINGS_FROM_ZOOM) {
    pen.fillStyle = KIND_COLOURS[layer.kind];
    pen.fill();
    return;
  }
  pen.lineJoin = "round";
  pen.strokeStyle = "#ffffff";
  // Half of the ring lies under the symbol; on a dark ground a thinner one does.
  pen.lineWidth = (near ? 3 : 1.5) * (theme.dark ? 0.7 : 1);
  pen.stroke();
  pen.fillStyle = KIND_COLOURS[layer.kind];
  pen.fill();
}

/** Return the points under a pointer, nearest first, at most `limit`. */
export function pointsAt(
  model: Model,
  state: State,
  x: number,
  y: number,
  scale: number,
  limit = 50,
): PointRef[] {
  const reach = REACH_PX / scale;
  const found: { ref: PointRef; distance: number }[] = [];
  model.points.forEach((layer, index) => {
    const shown = state.classes[index];
    if (shown === undefined || shown.size === 0) return;
    const { xy, classes, count } = layer.places;
    for (let i = 0; i < count; i += 1) {
      const dx = (xy[i * 2] ?? 0) - x;
      const dy = (xy[i * 2 + 1] ?? 0) - y;
      if (Math.abs(dx) > reach || Math.abs(dy) > reach || !shown.has(classes[i] ?? -1)) continue;
      found.push({ ref: { layer: index, point: i }, distance: Math.hypot(dx, dy) });
    }
  });
  found.sort((a, b) => a.distance - b.distance);
  return found.slice(0, limit).map((entry) => entry.ref);
}

/** Ring the selected points. */
export function paintSelected(
  pen: Pen,
  view: View,
  model: Model,
  theme: Theme,
  points: readonly PointRef[],
): void {
  pen.beginPath();
  for (const { layer, point } of points) {
    const xy = model.points[layer]?.places.xy;
    if (xy === undefined) continue;
    const x = (xy[point * 2] ?? 0) * view.scale - view.left;
    const y = (xy[point * 2 + 1] ?? 0) * view.scale - view.top;
    pen.moveTo(x + 9, y);
    pen.arc(x, y, 9, 0, 2 * Math.PI);
  }
  pen.strokeStyle = theme.halo;
  pen.lineWidth = 5;
  pen.stroke();
  pen.strokeStyle = theme.accent;
  pen.lineWidth = 2.5;
  pen.stroke();
}

/** Draw what cameras see; overlaps darken. */
export function paintSectors(pen: Pen, view: View, model: Model, theme: Theme): void {
  const colour = theme.dark ? "#b59bf0" : KIND_COLOURS.camera;
  pen.fillStyle = withOpacity(colour, 0.16);
  pen.strokeStyle = withOpacity(colour, 0.7);
  pen.lineWidth = 1;
  for (let i = 0; i < model.sectors.count; i += 1) {
    if (!visible(view, model.sectors, i)) continue;
    pen.beginPath();
    trace(pen, view, model.sectors, i, true);
    pen.fill("evenodd");
    pen.stroke();
  }
}

/** Frame the squares around which events gather. */
export function paintHotspots(pen: Pen, view: View, hotspots: Shapes, theme: Theme): void {
  pen.beginPath();
  for (let i = 0; i < hotspots.count; i += 1) {
    if (visible(view, hotspots, i)) trace(pen, view, hotspots, i, true);
  }
  frameHotspots(pen, theme.dark, theme.halo);
}

/** Lay the density picture over its corners, which may be slightly turned. */
export function paintHeat(
  pen: Pen,
  view: View,
  { light, now }: HeatPicture,
  corners: readonly number[],
): void {
  const pixel = (corner: number): [number, number] => [
    mercatorX(corners[corner * 2] ?? 0) * view.scale - view.left,
    mercatorY(corners[corner * 2 + 1] ?? 0) * view.scale - view.top,
  ];
  const [northWest, northEast, southWest] = [pixel(0), pixel(1), pixel(3)];
  const [width, height] = [light.naturalWidth, light.naturalHeight];
  pen.save();
  pen.imageSmoothingQuality = "high";
  pen.transform(
    (northEast[0] - northWest[0]) / width,
    (northEast[1] - northWest[1]) / width,
    (southWest[0] - northWest[0]) / height,
    (southWest[1] - northWest[1]) / height,
    northWest[0],
    northWest[1],
  );
  pen.drawImage(now, 0, 0);
  pen.restore();
}
