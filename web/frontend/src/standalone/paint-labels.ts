// Names: cells where they fit, communities from afar, roads along their lines.

import { formatDeviation, formatNumber } from "../shared/numbers";
import { deviationOf, type Model, workerOf } from "./model";
import type { State } from "./state";
import type { Theme } from "./theme";
import { type View, visible } from "./view";
import { shortName } from "./wording";

type Pen = CanvasRenderingContext2D;

const CELL_LABEL_PX = 12;
// Below this share of cells with room for a name, communities are named instead.
const ENOUGH_LABELS = 0.35;
const STREET_LABEL_PX = 11;
const SPACING_PX = 420;
const APART_PX = 300;
const NAMED_FROM_ZOOM: Readonly<Record<string, number>> = {
  main_road: 15,
  river: 15,
  secondary_road: 15.5,
  branch_road: 16.5,
  lane: 17.5,
};

interface Ink {
  readonly text: string;
  readonly second: string;
  readonly halo: string;
}

// Class colours are the same in both themes, so what stands on them is too.
const INK_ON_CLASSES: Ink = { text: "#1f2328", second: "#3d434b", halo: "#ffffff" };

function inkOf(theme: Theme, state: State): Ink {
  if (state.cellMode === "load" || state.cellMode === "deviation") return INK_ON_CLASSES;
  return { text: theme.text, second: theme.textSecond, halo: theme.halo };
}

function write(pen: Pen, halo: string, text: string, x: number, y: number, colour: string): void {
  pen.lineJoin = "round";
  pen.strokeStyle = halo;
  pen.globalAlpha = 0.9;
  pen.lineWidth = 3;
  pen.strokeText(text, x, y);
  pen.globalAlpha = 1;
  pen.fillStyle = colour;
  pen.fillText(text, x, y);
}

interface Spot {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

function spotOf(view: View, labels: Float64Array, index: number): Spot {
  const [x = 0, y = 0, radius = 0] = labels.subarray(index * 3, index * 3 + 3);
  return {
    x: x * view.scale - view.left,
    y: y * view.scale - view.top,
    radius: radius * view.scale,
  };
}

function inView(view: View, spot: Spot): boolean {
  return spot.x > 0 && spot.y > 0 && spot.x < view.width && spot.y < view.height;
}

/** Return what stands below a cell's name: what its colour tells. */
function secondLine(model: Model, state: State, cell: number): string {
  if (state.cellMode === "load") {
    const load = model.payload.cells.loads[cell] ?? null;
    return load === null ? "" : formatNumber(load);
  }
  if (state.cellMode === "deviation") {
    const deviation = deviationOf(model, cell);
    return deviation === null ? "" : formatDeviation(deviation);
  }
  return workerOf(model, cell) ?? "";
}

export interface CellLabel extends Spot {
  readonly cell: number;
  readonly name: string;
}

/** Return the labels that fit into their cells, none where too few do and communities have names. */
export function cellLabels(
  pen: Pen,
  view: View,
  model: Model,
  state: State,
  theme: Theme,
): CellLabel[] {
  const fitting: CellLabel[] = [];
  let seen = 0;
  pen.font = `600 ${CELL_LABEL_PX}px ${theme.font}`;
  for (let cell = 0; cell < model.cells.count; cell += 1) {
    const spot = spotOf(view, model.cellLabels, cell);
    if (!inView(view, spot)) continue;
    seen += 1;
    const name = shortName(model, state.t, cell);
    const fits = spot.radius >= CELL_LABEL_PX && pen.measureText(name).width <= 1.8 * spot.radius;
    if (fits) fitting.push({ ...spot, cell, name });
  }
  const communitiesNamed = state.communities && model.communities.count > 0;
  return communitiesNamed && fitting.length < ENOUGH_LABELS * seen ? [] : fitting;
}

/** Write the names of cells, and below each what its colour tells. */
export function paintCellLabels(
  pen: Pen,
  labels: readonly CellLabel[],
  model: Model,
  state: State,
  theme: Theme,
): void {
  const ink = inkOf(theme, state);
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  for (const { x, y, radius, cell, name } of labels) {
    const second = radius > 2.2 * CELL_LABEL_PX ? secondLine(model, state, cell) : "";
    pen.font = `400 ${CELL_LABEL_PX}px ${theme.font}`;
    const two = second !== "" && pen.measureText(second).width < 1.8 * radius;
    if (two) write(pen, ink.halo, second, x, y + 8, ink.second);
    pen.font = `600 ${CELL_LABEL_PX}px ${theme.font}`;
    write(pen, ink.halo, name, x, two ? y - 8 : y, ink.text);
  }
}

/** Write the names of the communities that have room for them. */
export function paintCommunityLabels(
  pen: Pen,
  view: View,
  model: Model,
  state: State,
  theme: Theme,
): void {
  const ink = inkOf(theme, state);
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.font = `600 14px ${theme.font}`;
  model.payload.communities.names.forEach((name, i) => {
    const spot = spotOf(view, model.communityLabels, i);
    if (inView(view, spot) && pen.measureText(name).width < 2.6 * spot.radius) {
      write(pen, ink.halo, name, spot.x, spot.y, ink.text);
    }
  });
}

interface Line {
  readonly xs: number[];
  readonly ys: number[];
  readonly along: number[];
  readonly steep: boolean;
}

const STEEP_RATIO = 1.7;
const IDEOGRAPHS = /^[\u2e80-\u9fff\uf900-\ufaff]+$/;

/** Return a street as pixels with the length so far at each place, in reading direction. */
function pixelLine(view: View, model: Model, street: number): Line {
  const { xy, rings, shapes } = model.streets;
  const ring = shapes[street] ?? 0;
  const [start = 0, end = 0] = rings.subarray(ring, ring + 2);
  const xs: number[] = [];
  const ys: number[] = [];
  for (let i = start; i < end; i += 1) {
    xs.push((xy[i * 2] ?? 0) * view.scale - view.left);
    ys.push((xy[i * 2 + 1] ?? 0) * view.scale - view.top);
  }
  const [dx, dy] = [(xs.at(-1) ?? 0) - (xs[0] ?? 0), (ys.at(-1) ?? 0) - (ys[0] ?? 0)];
  const steep = Math.abs(dy) > STEEP_RATIO * Math.abs(dx);
  if (steep ? dy < 0 : dx < 0) {
    xs.reverse();
    ys.reverse();
  }
  const along = [0];
  for (let i = 1; i < xs.length; i += 1) {
    const step = Math.hypot((xs[i] ?? 0) - (xs[i - 1] ?? 0), (ys[i] ?? 0) - (ys[i - 1] ?? 0));
    along.push((along[i - 1] ?? 0) + step);
  }
  return { xs, ys, along, steep };
}

function pointAlong(line: Line, distance: number): { x: number; y: number; angle: number } {
  let i = 1;
  while (i < line.along.length - 1 && (line.along[i] ?? 0) < distance) i += 1;
  const [ax = 0, bx = 0] = line.xs.slice(i - 1, i + 1);
  const [ay = 0, by = 0] = line.ys.slice(i - 1, i + 1);
  const from = line.along[i - 1] ?? 0;
  const share = (distance - from) / Math.max((line.along[i] ?? 0) - from, 1e-9);
  return {
    x: ax + (bx - ax) * share,
    y: ay + (by - ay) * share,
    angle: Math.atan2(by - ay, bx - ax),
  };
}

function writeAlong(pen: Pen, ink: Ink, line: Line, text: string, start: number): void {
  // Chinese on a steep road stands upright, one character below the other.
  const upright = line.steep && IDEOGRAPHS.test(text);
  let at = start;
  for (const letter of text) {
    const width = pen.measureText(letter).width;
    const { x, y, angle } = pointAlong(line, at + width / 2);
    pen.save();
    pen.translate(x, y);
    if (!upright) pen.rotate(angle);
    write(pen, ink.halo, letter, 0, 0, ink.second);
    pen.restore();
    at += width;
  }
}

/** Write the names of roads and rivers along their lines, not too often and beside other names. */
export function paintStreetLabels(
  pen: Pen,
  view: View,
  model: Model,
  state: State,
  theme: Theme,
  others: readonly CellLabel[],
): void {
  const ink = inkOf(theme, state);
  const { lineClasses, streetClasses, streetNames } = model.payload.base;
  const written = new Map<string, { x: number; y: number }[]>();
  pen.font = `400 ${STREET_LABEL_PX}px ${theme.font}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  for (let street = 0; street < model.streets.count; street += 1) {
    const name = streetNames[street] ?? "";
    const from = NAMED_FROM_ZOOM[lineClasses[streetClasses[street] ?? -1] ?? ""] ?? Infinity;
    if (name === "" || view.zoom < from || !visible(view, model.streets, street)) continue;
    const line = pixelLine(view, model, street);
    const before = written.get(name) ?? [];
    written.set(name, before);
    const width = pen.measureText(name).width;
    for (const start of startsAlong(line.along.at(-1) ?? 0, width)) {
      const middle = pointAlong(line, start + width / 2);
      const close = before.some((b) => Math.hypot(b.x - middle.x, b.y - middle.y) < APART_PX);
      const covered = others.some((o) => Math.abs(o.x - middle.x) < 52 && Math.abs(o.y - middle.y) < 26);
      if (close || covered || !inView(view, { ...middle, radius: 0 })) continue;
      writeAlong(pen, ink, line, name, start);
      before.push(middle);
    }
  }
}

/** Return where a name starts along a line, evenly spread, none where the line is too short. */
function startsAlong(length: number, width: number): number[] {
  if (length < width + 16) return [];
  const count = Math.max(1, Math.floor(length / SPACING_PX));
  return Array.from({ length: count }, (_, i) => ((i + 0.5) * length) / count - width / 2);
}
