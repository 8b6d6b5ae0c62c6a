// The colours of a cell by worker, load or deviation, and the pattern of what has changed.

import {
  classOf,
  DEVIATION_BOUNDS,
  DIVERGING,
  HUES,
  mix,
  SEQUENTIAL,
  spread,
  withOpacity,
} from "../../../shared/scales";
import type { Theme } from "../../../standalone/theme";
import { deviation, type DraftCell } from "../model";
import type { Fill } from "../state";

export interface Look {
  readonly fill: string;
  readonly border: string;
}

export interface Measures {
  readonly hueOf: ReadonlyMap<string, number>;
  readonly mean: number | null;
  readonly loadBounds: readonly number[];
}

const WORKER_FILL = 0.2;
const WORKER_FILL_DARK = 0.32;
const CLASS_FILL = 0.7;
// The middle of the scale is nearly white, which glares in the dark.
const CLASS_FILL_DARK = 0.45;

/** Return the look of a cell. */
export function lookOf(cell: DraftCell, fill: Fill, measures: Measures, theme: Theme): Look {
  if (fill === "worker") return byHue(measures.hueOf.get(cell.code), theme);
  if (fill === "load") {
    const colours = loadColours(measures.loadBounds);
    const at = cell.load === null ? undefined : classOf(cell.load, measures.loadBounds);
    return byClass(at === undefined ? undefined : colours[at], theme);
  }
  const share = deviation(cell, measures.mean);
  return byClass(share === null ? undefined : DIVERGING[classOf(share, DEVIATION_BOUNDS)], theme);
}

/** Return the colours of the classes of load. */
export function loadColours(bounds: readonly number[]): string[] {
  return spread(SEQUENTIAL, bounds.length + 1);
}

function byHue(hue: number | undefined, theme: Theme): Look {
  const colour = hue === undefined ? undefined : HUES[hue];
  if (colour === undefined) {
    return { fill: withOpacity(theme.warning, 0.06), border: theme.warning };
  }
  return {
    fill: withOpacity(colour, theme.dark ? WORKER_FILL_DARK : WORKER_FILL),
    border: theme.dark ? mix(colour, "#ffffff", 0.25) : mix(colour, "#000000", 0.2),
  };
}

function byClass(colour: string | undefined, theme: Theme): Look {
  if (colour === undefined) return { fill: "transparent", border: theme.textSecond };
  return {
    fill: withOpacity(colour, theme.dark ? CLASS_FILL_DARK : CLASS_FILL),
    border: theme.dark ? "#0b0d0f" : mix(colour, "#000000", 0.4),
  };
}

/** Return a hatch for ground that has another cell than today. */
export function hatch(colour: string): CanvasPattern | string {
  const side = 8;
  const ratio = Math.max(window.devicePixelRatio, 1);
  const tile = document.createElement("canvas");
  tile.width = tile.height = Math.round(side * ratio);
  const pen = tile.getContext("2d");
  if (pen === null) return "transparent";
  pen.strokeStyle = colour;
  pen.lineWidth = 1.25 * ratio;
  pen.beginPath();
  for (const start of [-tile.width, 0, tile.width]) {
    pen.moveTo(start, tile.height);
    pen.lineTo(start + tile.width, 0);
  }
  pen.stroke();
  return pen.createPattern(tile, "repeat") ?? "transparent";
}

/** Return four round bounds between the classes of load. */
export function roundBounds(values: readonly number[]): number[] {
  const sorted = [...values].sort((one, other) => one - other);
  if (sorted.length === 0) return [];
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const span = at(1) - at(0);
  const step = span <= 0 ? 1 : 10 ** Math.max(0, Math.floor(Math.log10(span / 4)));
  const rounded = [0.2, 0.4, 0.6, 0.8].map((share) => Math.round(at(share) / step) * step);
  return [...new Set(rounded)];
}
