// Two plans over each other on a canvas: left of the slider the first, right of it the second.

import type { Position } from "../../../api/types";
import type { Translate } from "../../../shared/catalogue";
import { element } from "../../../shared/dom";
import { HUES, withOpacity } from "../../../shared/scales";
import { inTheDark } from "../../../shared/hotspots";
import { token } from "../../../shell/theme";
import { workerHues } from "../layers/hues";
import { hatch } from "../layers/looks";
import type { DraftCell } from "../model";

const HEIGHT = 320;
const MARGIN = 12;

type ToPixel = (place: Position) => readonly [number, number];

/** Return a picture of two plans with a slider between them. */
export function swipe(
  t: Translate,
  before: readonly DraftCell[],
  after: readonly DraftCell[],
  changes: object,
  labels: readonly [string, string],
): HTMLElement {
  const canvas = element("canvas", { class: "swipe-canvas", attributes: { role: "img", "aria-label": t("ui.planner.compare.picture") } });
  const slider = element("input", { attributes: { type: "range", min: "0", max: "100", value: "50", "aria-label": t("ui.planner.compare.slider") } });
  const root = element(
    "div",
    { class: "swipe" },
    element("div", { class: "swipe-labels" }, element("span", {}, labels[0]), element("span", {}, labels[1])),
    canvas,
    slider,
  );
  const draw = (): void => paint(canvas, before, after, areasOf(changes), Number(slider.value) / 100);
  slider.addEventListener("input", draw);
  canvas.addEventListener("pointermove", (event) => {
    if (event.buttons === 0) return;
    slider.value = String((event.offsetX / canvas.clientWidth) * 100);
    draw();
  });
  new ResizeObserver(draw).observe(canvas);
  return root;
}

function areasOf(changes: object): Position[][] {
  const features: unknown = Reflect.get(changes, "features");
  if (!Array.isArray(features)) return [];
  return features.flatMap((feature: unknown) => {
    const geometry: unknown = Reflect.get(Object(feature), "geometry");
    const type: unknown = Reflect.get(Object(geometry), "type");
    const coordinates: unknown = Reflect.get(Object(geometry), "coordinates");
    if (type === "Polygon") return coordinates as Position[][];
    return type === "MultiPolygon" ? (coordinates as Position[][][]).flat() : [];
  });
}

function paint(
  canvas: HTMLCanvasElement,
  before: readonly DraftCell[],
  after: readonly DraftCell[],
  moved: readonly (readonly Position[])[],
  share: number,
): void {
  const width = canvas.clientWidth;
  const ratio = Math.max(window.devicePixelRatio, 1);
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(HEIGHT * ratio);
  const pen = canvas.getContext("2d");
  if (pen === null || width === 0) return;
  pen.scale(ratio, ratio);
  const toPixel = fitted([...before, ...after], width);
  const at = share * width;
  half(pen, [0, at], () => cellsOn(pen, before, toPixel));
  half(pen, [at, width], () => {
    cellsOn(pen, after, toPixel);
    pen.beginPath();
    for (const ring of moved) trace(pen, ring, toPixel);
    pen.fillStyle = hatch(withOpacity(token("text-second"), 0.7));
    pen.fill("evenodd");
  });
  pen.strokeStyle = token("accent");
  pen.lineWidth = 2;
  pen.beginPath();
  pen.moveTo(at, 0);
  pen.lineTo(at, HEIGHT);
  pen.stroke();
}

function half(pen: CanvasRenderingContext2D, [from, to]: readonly [number, number], draw: () => void): void {
  pen.save();
  pen.beginPath();
  pen.rect(from, 0, to - from, HEIGHT);
  pen.clip();
  draw();
  pen.restore();
}

function fitted(cells: readonly DraftCell[], width: number): ToPixel {
  const places = cells.flatMap((cell) => cell.shape.flat(2));
  const least = (at: 0 | 1): number => places.reduce((found, place) => Math.min(found, place[at]), Infinity);
  const most = (at: 0 | 1): number => places.reduce((found, place) => Math.max(found, place[at]), -Infinity);
  const [west, south, east, north] = [least(0), least(1), most(0), most(1)];
  const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = Math.min((width - 2 * MARGIN) / ((east - west) * narrow), (HEIGHT - 2 * MARGIN) / (north - south));
  const left = (width - (east - west) * narrow * scale) / 2;
  const top = (HEIGHT - (north - south) * scale) / 2;
  return ([lon, lat]) => [left + (lon - west) * narrow * scale, top + (north - lat) * scale];
}

function trace(pen: CanvasRenderingContext2D, ring: readonly Position[], toPixel: ToPixel): void {
  ring.forEach((place, i) => (i === 0 ? pen.moveTo(...toPixel(place)) : pen.lineTo(...toPixel(place))));
  pen.closePath();
}

function cellsOn(pen: CanvasRenderingContext2D, cells: readonly DraftCell[], toPixel: ToPixel): void {
  const hues = workerHues(new Map(cells.map((cell) => [cell.code, cell])));
  for (const cell of cells) {
    const hue = hues.get(cell.code);
    const colour = hue === undefined ? null : (HUES[hue] ?? null);
    pen.beginPath();
    for (const ring of cell.shape.flat()) trace(pen, ring, toPixel);
    pen.fillStyle = colour === null ? "transparent" : withOpacity(colour, inTheDark() ? 0.32 : 0.2);
    pen.fill("evenodd");
    pen.strokeStyle = colour ?? token("warning");
    pen.lineWidth = 1.25;
    pen.stroke();
  }
}
