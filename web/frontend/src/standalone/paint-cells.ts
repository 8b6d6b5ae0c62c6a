// Cells by worker, load or deviation, and the boundaries of communities.

import { classOf, DEVIATION_BOUNDS, DIVERGING, HUES, mix, SEQUENTIAL, spread, withOpacity } from "../shared/scales";
import { deviationOf, type Model } from "./model";
import type { State } from "./state";
import type { Theme } from "./theme";
import { trace, type View, visible } from "./view";

type Pen = CanvasRenderingContext2D;

interface CellStyle {
  readonly fill: string;
  readonly border: string;
  readonly hatched: boolean;
}

const BORDER_PX = 1.5;
const THINNEST_BORDER_PX = 0.35;
const WORKER_FILL = 0.18;
const WORKER_FILL_DARK = 0.3;
const CLASS_FILL = 0.78;
const FILL_UNDER_HEAT = 0.05;

/** Return the colours of the load classes, as many as there are classes. */
export function loadColours(model: Model): string[] {
  return spread(SEQUENTIAL, model.payload.loadBounds.length + 1);
}

function byClass(colour: string | undefined, theme: Theme): CellStyle {
  const fill = colour === undefined ? "transparent" : withOpacity(colour, CLASS_FILL);
  return { fill, border: theme.dark ? "#2d333a" : "#ffffff", hatched: colour === undefined };
}

function byWorker(hue: number, heat: boolean, theme: Theme): CellStyle {
  const colour = HUES[hue];
  if (colour === undefined) return { fill: "transparent", border: theme.warning, hatched: true };
  const opacity = heat ? FILL_UNDER_HEAT : theme.dark ? WORKER_FILL_DARK : WORKER_FILL;
  const border = theme.dark ? mix(colour, "#ffffff", 0.25) : mix(colour, "#000000", 0.2);
  return { fill: withOpacity(colour, opacity), border, hatched: false };
}

function styleOf(model: Model, state: State, theme: Theme, cell: number): CellStyle | null {
  const { cells, loadBounds } = model.payload;
  if (state.cellMode === "none") return null;
  if (state.cellMode === "worker") return byWorker(cells.hues[cell] ?? -1, state.heat, theme);
  if (state.cellMode === "load") {
    const load = cells.loads[cell] ?? null;
    return byClass(load === null ? undefined : loadColours(model)[classOf(load, loadBounds)], theme);
  }
  const deviation = deviationOf(model, cell);
  const colour = deviation === null ? undefined : DIVERGING[classOf(deviation, DEVIATION_BOUNDS)];
  return byClass(colour, theme);
}

function hatch(pen: Pen, colour: string): CanvasPattern | string {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const ink = tile.getContext("2d");
  if (ink === null) return "transparent";
  ink.strokeStyle = colour;
  ink.globalAlpha = 0.5;
  ink.beginPath();
  for (const shift of [-8, 0, 8]) {
    ink.moveTo(shift, 8);
    ink.lineTo(shift + 8, 0);
  }
  ink.stroke();
  return pen.createPattern(tile, "repeat") ?? "transparent";
}

/** Fill the cells. */
export function paintCellFills(
  pen: Pen,
  view: View,
  model: Model,
  state: State,
  theme: Theme,
): void {
  const hatching = hatch(pen, theme.warning);
  for (let cell = 0; cell < model.cells.count; cell += 1) {
    const style = styleOf(model, state, theme, cell);
    if (style === null || !visible(view, model.cells, cell)) continue;
    pen.beginPath();
    trace(pen, view, model.cells, cell, true);
    pen.fillStyle = style.hatched ? hatching : style.fill;
    pen.fill("evenodd");
  }
}

/** Draw the borders of cells, each on its own side of the line that two cells share. */
export function paintCellBorders(
  pen: Pen,
  view: View,
  model: Model,
  state: State,
  theme: Theme,
): void {
  pen.lineJoin = "round";
  for (let cell = 0; cell < model.cells.count; cell += 1) {
    const style = styleOf(model, state, theme, cell);
    if (style === null || !visible(view, model.cells, cell)) continue;
    pen.save();
    pen.beginPath();
    trace(pen, view, model.cells, cell, true);
    pen.clip("evenodd");
    pen.strokeStyle = style.border;
    // The outer half is clipped away. Small cells get thin borders, else they would be all border.
    const radius = (model.cellLabels[cell * 3 + 2] ?? 0) * view.scale;
    pen.lineWidth = 2 * Math.min(BORDER_PX, Math.max(THINNEST_BORDER_PX, radius / 7));
    pen.stroke();
    pen.restore();
  }
}

/** Draw the boundaries of communities with a halo. */
export function paintCommunities(pen: Pen, view: View, model: Model, theme: Theme): void {
  pen.lineJoin = "round";
  pen.beginPath();
  for (let i = 0; i < model.communities.count; i += 1) {
    if (visible(view, model.communities, i)) trace(pen, view, model.communities, i, true);
  }
  const width = view.zoom < 14 ? 2 : 3;
  pen.globalAlpha = 0.8;
  pen.strokeStyle = theme.halo;
  pen.lineWidth = width + 3;
  pen.stroke();
  pen.globalAlpha = 1;
  pen.strokeStyle = theme.community;
  pen.lineWidth = width;
  pen.stroke();
}

/** Draw one cell's outline over everything: stronger for the selected one. */
export function paintOutline(
  pen: Pen,
  view: View,
  model: Model,
  theme: Theme,
  cell: number,
  selected: boolean,
): void {
  pen.beginPath();
  trace(pen, view, model.cells, cell, true);
  if (selected) {
    pen.fillStyle = withOpacity(theme.accent, 0.12);
    pen.fill("evenodd");
  }
  pen.lineJoin = "round";
  pen.strokeStyle = theme.halo;
  pen.lineWidth = selected ? 6 : 4;
  pen.stroke();
  pen.strokeStyle = theme.accent;
  pen.lineWidth = selected ? 3 : 2;
  pen.stroke();
}
