// Zoom buttons and the scale bar.

import type * as L from "leaflet";
import { button, element } from "../shared/dom";
import { formatLength } from "../shared/numbers";
import type { State } from "./state";

const LONGEST_PX = 120;

/** Return the longest of 1, 2 and 5 times a power of ten that is not above a length. */
export function roundLength(metres: number): number {
  const power = 10 ** Math.floor(Math.log10(metres));
  return ([5, 2].find((factor) => factor * power <= metres) ?? 1) * power;
}

/** Return zoom buttons; the third shows everything again. */
export function zoomButtons(map: L.Map, state: State, showAll: () => void): HTMLElement {
  const { t } = state;
  const make = (kind: string, code: string, act: () => void): HTMLButtonElement =>
    button({ class: `gm-button gm-${kind}`, attributes: { "aria-label": t(code), title: t(code) } }, act);
  return element(
    "div",
    { class: "gm-zoom" },
    make("in", "ui.map.zoom_in", () => void map.zoomIn(1)),
    make("out", "ui.map.zoom_out", () => void map.zoomOut(1)),
    make("all", "ui.map.zoom_all", showAll),
  );
}

/** Return a scale bar that follows the map. */
export function scaleBar(map: L.Map): HTMLElement {
  const text = element("span", { class: "gm-figure" });
  const bar = element("div", { class: "gm-scale" }, text);
  const update = (): void => {
    const middle = map.getSize().divideBy(2);
    const end = middle.add([LONGEST_PX, 0]);
    const metres = map.containerPointToLatLng(middle).distanceTo(map.containerPointToLatLng(end));
    const length = roundLength(metres);
    bar.style.width = `${(LONGEST_PX * length) / metres}px`;
    text.textContent = formatLength(length);
  };
  map.on("zoomend moveend resize", update);
  update();
  return bar;
}
