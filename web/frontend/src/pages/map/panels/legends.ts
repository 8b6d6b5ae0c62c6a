// The legends on the map: what the fills, the density and the reach mean, in numbers.

import type { Density } from "../../../api/types";
import type { Translate } from "../../../shared/catalogue";
import { element } from "../../../shared/dom";
import { hotspotLegend } from "../../../shared/hotspots";
import { classLabels, ramp, swatches } from "../../../shared/legend";
import { formatExact, formatLength, formatNumber, THIN_SPACE } from "../../../shared/numbers";
import { HEAT, withOpacity } from "../../../shared/scales";
import type { Kind } from "../../../shared/symbols";
import { CLASS_FILL } from "../cells";
import type { Shading } from "../shading";
import { kindName } from "./text";

export class Legends {
  readonly root: HTMLElement;
  readonly #cells = element("div", { class: "legend" });
  readonly #heat = element("div", { class: "legend" });
  readonly #reach = element("div", { class: "legend" });
  readonly #value = element("p", { class: "small heat-value", attributes: { role: "status" } });

  constructor(readonly t: Translate) {
    this.root = element(
      "div",
      { class: "legends", attributes: { role: "group", "aria-label": t("ui.page.legend") } },
      this.#cells,
      this.#heat,
      this.#reach,
    );
  }

  /** Show what the fills of the cells mean; by worker, the names on the map say it. */
  showShading(shading: Shading | null): void {
    if (shading === null || shading.bounds.length === 0) {
      this.#cells.replaceChildren();
      return;
    }
    // As the map paints them, so that the eye finds the same colour in both.
    const entries = classLabels(shading.bounds, shading.format).map((label, i) => {
      const colour = shading.colours[i];
      return { colour: colour === undefined ? "transparent" : withOpacity(colour, CLASS_FILL), label };
    });
    const title = element("p", { class: "small" }, shading.title);
    if (shading.note !== "") title.title = shading.note;
    this.#cells.replaceChildren(title, swatches(entries));
  }

  /** Say that a density is on its way. */
  awaitDensity(): void {
    this.#heat.replaceChildren(element("p", { class: "second small" }, this.t("ui.page.loading")));
  }

  /** Show the legend of a density, or none. */
  showDensity(kind: Kind, density: Density | null, withHotspots: boolean): void {
    const { t } = this;
    this.#value.textContent = "";
    if (density === null) {
      this.#heat.replaceChildren();
      return;
    }
    const note = t("ui.page.legend.heat_note", {
      count: formatNumber(density.count),
      bandwidth: formatLength(Math.round(density.bandwidth_m)),
    });
    const { hotspots } = density;
    const squares =
      hotspots === null || !withHotspots ? [] : hotspotLegend(t, { ...hotspots, side: hotspots.side_m });
    this.#heat.replaceChildren(
      element("p", { class: "small" }, t("ui.page.legend.heat", { kind: kindName(t, kind) })),
      ramp(HEAT, density.bounds, formatExact),
      this.#value,
      // A figure and its unit stay on one line.
      element("p", { class: "second small" }, note.replaceAll(THIN_SPACE, "\u202f")),
      ...squares,
    );
  }

  /** Say that no point is left for a density. */
  showNothing(): void {
    this.#heat.replaceChildren(element("p", { class: "small" }, this.t("ui.one_map.heat.nothing")));
  }

  /** Say how dense it is at a place; null where nothing is known there. */
  showValue(value: number | null, where: "pointer" | "centre"): void {
    this.#value.textContent =
      value === null ? "" : this.t(`ui.one_map.heat.value.${where}`, { value: formatExact(rounded(value)) });
  }

  showReach(...rows: readonly Node[]): void {
    this.#reach.replaceChildren(...rows);
  }
}

/** Return a value with three digits: more would not be meant. */
function rounded(value: number): number {
  return value === 0 ? 0 : Number(value.toPrecision(3));
}
