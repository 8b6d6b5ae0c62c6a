// The base map from the territory's own layers: green, water, buildings, roads, railways, walls.

import type { Shapes } from "./packing";
import type { Model } from "./model";
import type { Theme } from "./theme";
import { trace, type View, visible } from "./view";

type Pen = CanvasRenderingContext2D;

interface Road {
  readonly width_m: number;
  readonly least_px: number;
}

// Widest last, so that main roads lie on top at junctions.
const ROADS: Readonly<Record<string, Road>> = {
  lane: { width_m: 5, least_px: 0.6 },
  branch_road: { width_m: 9, least_px: 1.2 },
  secondary_road: { width_m: 15, least_px: 2 },
  main_road: { width_m: 24, least_px: 3 },
};
const CASING_PX = 1;
const RIVER: Road = { width_m: 26, least_px: 1.5 };
const BUILDINGS_FROM_ZOOM = 13.5;
const LANES_FROM_ZOOM = 14;

function fill(pen: Pen, view: View, shapes: Shapes, colour: string, line: string | null): void {
  pen.beginPath();
  for (let i = 0; i < shapes.count; i += 1) {
    if (visible(view, shapes, i)) trace(pen, view, shapes, i, true);
  }
  pen.fillStyle = colour;
  pen.fill("evenodd");
  if (line !== null) {
    pen.strokeStyle = line;
    pen.lineWidth = 0.75;
    pen.stroke();
  }
}

function traceClass(pen: Pen, view: View, model: Model, lineClass: string): void {
  const { lineClasses, streetClasses } = model.payload.base;
  const wanted = lineClasses.indexOf(lineClass);
  pen.beginPath();
  for (let i = 0; i < model.streets.count; i += 1) {
    if (streetClasses[i] === wanted && visible(view, model.streets, i)) {
      trace(pen, view, model.streets, i, false);
    }
  }
}

function widthOf(road: Road, view: View): number {
  return Math.max(road.least_px, road.width_m / view.metresPerPixel);
}

function paintRoads(pen: Pen, view: View, model: Model, theme: Theme): void {
  const roads = Object.entries(ROADS).filter(
    ([name]) => name !== "lane" || view.zoom >= LANES_FROM_ZOOM,
  );
  for (const part of ["casing", "road"] as const) {
    for (const [name, road] of roads) {
      traceClass(pen, view, model, name);
      pen.lineWidth = widthOf(road, view) + (part === "casing" ? 2 * CASING_PX : 0);
      pen.strokeStyle = part === "casing" ? theme.roadCasing : theme.road;
      pen.stroke();
    }
  }
}

function paintRail(pen: Pen, view: View, model: Model, theme: Theme): void {
  traceClass(pen, view, model, "rail");
  pen.lineCap = "butt";
  pen.strokeStyle = theme.rail;
  pen.lineWidth = 3;
  pen.stroke();
  pen.strokeStyle = theme.road;
  pen.lineWidth = 1.5;
  pen.setLineDash([8, 8]);
  pen.stroke();
  pen.setLineDash([]);
}

function paintWalls(pen: Pen, view: View, model: Model, theme: Theme): void {
  if (view.zoom < LANES_FROM_ZOOM + 1) return;
  traceClass(pen, view, model, "wall");
  pen.strokeStyle = theme.rail;
  pen.lineWidth = 0.75;
  pen.setLineDash([2, 2]);
  pen.stroke();
  pen.setLineDash([]);
}

/** Draw rivers and other water; over pale fills once more, so that a river stays one. */
export function paintWater(pen: Pen, view: View, model: Model, theme: Theme): void {
  pen.lineJoin = "round";
  pen.lineCap = "round";
  traceClass(pen, view, model, "river");
  pen.strokeStyle = theme.water;
  pen.lineWidth = widthOf(RIVER, view);
  pen.stroke();
  fill(pen, view, model.water, theme.water, null);
}

/** Draw the base map. */
export function paintBase(pen: Pen, view: View, model: Model, theme: Theme): void {
  pen.lineJoin = "round";
  pen.lineCap = "round";
  fill(pen, view, model.green, theme.green, null);
  paintWater(pen, view, model, theme);
  if (view.zoom >= BUILDINGS_FROM_ZOOM) {
    const line = view.zoom >= BUILDINGS_FROM_ZOOM + 1.5 ? theme.buildingLine : null;
    fill(pen, view, model.buildings, theme.building, line);
  }
  paintRoads(pen, view, model, theme);
  paintRail(pen, view, model, theme);
  paintWalls(pen, view, model, theme);
}
