// Legends with figures: swatches for classes, a ramp for a density.

import { element } from "./dom";

export interface LegendEntry {
  readonly colour: string;
  readonly label: string;
  readonly pattern?: "hatch";
}

/** Return a list of swatches with their labels. */
export function swatches(entries: readonly LegendEntry[]): HTMLUListElement {
  const rows = entries.map((entry) => {
    const swatch = element("span", { class: `gm-swatch ${entry.pattern ?? ""}` });
    swatch.style.setProperty("--swatch", entry.colour);
    return element("li", {}, swatch, element("span", { class: "gm-figure" }, entry.label));
  });
  return element("ul", { class: "gm-legend" }, ...rows);
}

/** Return labels for classes between bounds, such as "< 350", "350–400" and "≥ 400". */
export function classLabels(
  bounds: readonly number[],
  format: (value: number) => string,
): string[] {
  const texts = bounds.map(format);
  const inner = texts.slice(1).map((text, i) => `${texts[i] ?? ""} – ${text}`);
  return [`< ${texts[0] ?? ""}`, ...inner, `≥ ${texts.at(-1) ?? ""}`];
}

/** Return a ramp of colours with figures at the class bounds, evenly spaced like the colours. */
export function ramp(
  colours: readonly string[],
  bounds: readonly number[],
  format: (value: number) => string,
): HTMLElement {
  const bar = element("div", { class: "gm-ramp" });
  bar.style.background = `linear-gradient(to right, ${colours.join(", ")})`;
  const ticks = bounds.map((value) => element("span", {}, format(value)));
  return element("div", {}, bar, element("div", { class: "gm-ticks gm-figure" }, ...ticks));
}
