// Hot spots: how they are framed on a map, and what they mean in numbers.

import type { Translate } from "./catalogue";
import { element } from "./dom";
import { swatches } from "./legend";
import { formatNumber } from "./numbers";
import { withOpacity } from "./scales";

export interface HotspotFigures {
  readonly hot: number;
  readonly tested: number;
  readonly side: number;
  /** Fewest events in a hot square and its neighbours; null where none is hot. */
  readonly least: number | null;
  readonly q: number;
}

// Beside the heat's reds, so that the frames stand out on top of them.
const COLOUR = "#9C0F5F";
const COLOUR_IN_THE_DARK = "#FF7AB6";

/** Return whether the person has asked for dark colours: of the page, else of the system. */
export function inTheDark(): boolean {
  const chosen = document.documentElement.dataset["theme"];
  if (chosen === "light" || chosen === "dark") return chosen === "dark";
  return window.matchMedia("(prefers-color-scheme: dark)").matches;
}

/** Return the swatch and the sentence under the name of the layer. */
export function hotspotLegend(t: Translate, figures: HotspotFigures): HTMLElement[] {
  const words = {
    hot: formatNumber(figures.hot),
    tested: formatNumber(figures.tested),
    side: formatNumber(figures.side),
    least: formatNumber(figures.least ?? 0),
    q: formatNumber(figures.q * 100),
  };
  const note = (code: string): HTMLElement => element("p", { class: "gm-note second small" }, t(code, words));
  if (figures.hot === 0) return [note("ui.map.hotspots.none")];
  const square = { colour: inTheDark() ? COLOUR_IN_THE_DARK : COLOUR, label: t("ui.map.hotspots.square", words) };
  return [swatches([square]), note("ui.map.hotspots.note")];
}

/** Fill and frame the path that a pen has drawn. */
export function frameHotspots(pen: CanvasRenderingContext2D, dark: boolean, halo: string, ratio = 1): void {
  const colour = dark ? COLOUR_IN_THE_DARK : COLOUR;
  pen.lineJoin = "round";
  pen.fillStyle = withOpacity(colour, 0.18);
  pen.fill("evenodd");
  for (const [ink, width] of [[halo, 4], [colour, 1.75]] as const) {
    pen.strokeStyle = ink;
    pen.lineWidth = width * ratio;
    pen.stroke();
  }
}
