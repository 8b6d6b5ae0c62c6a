// How points are drawn: one by its kind's symbol, many as a ring whose arcs are the kinds' shares.

import { KIND_COLOURS, type Kind, symbolPicture } from "../../shared/symbols";
import { formatNumber } from "../../shared/numbers";
import type { Theme } from "../../standalone/theme";
import { KINDS } from "../../api/types";

const SYMBOL_PX = 18;
const RING_PX = 4;
const STEPS = 16;

/** A picture and the factor that brings it to the size in which it is meant. */
export interface Picture {
  readonly canvas: HTMLCanvasElement;
  readonly scale: number;
}

/** Return the symbol of one point. */
export function symbolOf(kind: Kind): Picture {
  const canvas = symbolPicture(kind, SYMBOL_PX);
  return { canvas, scale: SYMBOL_PX / canvas.width };
}

/** Return how many of `STEPS` parts of a ring each kind has; at least one where it occurs. */
export function ringParts(counts: ReadonlyMap<Kind, number>): number[] {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return KINDS.map((kind) => {
    const count = counts.get(kind) ?? 0;
    return count === 0 ? 0 : Math.max(1, Math.round((count / total) * STEPS));
  });
}

/** Return a ring for many points, with their number in it. */
export function ringOf(parts: readonly number[], count: number, theme: Theme): Picture {
  const radius = 11 + Math.min(7, 1.3 * Math.log2(count));
  const ratio = Math.max(window.devicePixelRatio, 1);
  const side = Math.ceil(2 * radius + 4);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.round(side * ratio);
  const pen = canvas.getContext("2d");
  if (pen !== null) {
    pen.scale(canvas.width / side, canvas.height / side);
    drawRing(pen, side / 2, radius, parts, theme);
    pen.font = `600 11px ${theme.font}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillStyle = theme.text;
    pen.fillText(formatNumber(count), side / 2, side / 2 + 0.5);
  }
  return { canvas, scale: side / canvas.width };
}

function drawRing(
  pen: CanvasRenderingContext2D,
  centre: number,
  radius: number,
  parts: readonly number[],
  theme: Theme,
): void {
  pen.beginPath();
  pen.arc(centre, centre, radius + 1.5, 0, 2 * Math.PI);
  pen.fillStyle = theme.halo;
  pen.fill();
  pen.lineWidth = RING_PX;
  const total = parts.reduce((sum, part) => sum + part, 0);
  let start = -Math.PI / 2;
  parts.forEach((part, i) => {
    const kind = KINDS[i];
    if (part === 0 || kind === undefined) return;
    const end = start + (part / total) * 2 * Math.PI;
    pen.beginPath();
    pen.arc(centre, centre, radius - RING_PX / 2, start, end);
    pen.strokeStyle = KIND_COLOURS[kind];
    pen.stroke();
    start = end;
  });
}
