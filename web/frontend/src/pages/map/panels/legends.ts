// The legends on the map: what the fills, the density and the reach mean, in numbers.

import type { Density } from "../../../api/types";
import type { Translate } from "../../../shared/catalogue";
import { element } from "../../../shared/dom";
import { hotspotLegend } from "../../../shared/hotspots";
import { classLabels, ramp, swatches } from "../../../shared/legend";
import { formatExact, formatLength, formatNumber } from "../../../shared/numbers";
import { followTheme } from "../../../shell/theme";
import { heatRamp } from "../../../shared/heat-ramp";
import { withOpacity } from "../../../shared/scales";
import type { Kind } from "../../../shared/symbols";
import { CLASS_FILL } from "../cells";
import type { Shading } from "../shading";
import { kindName } from "./text";

/** A legend in words and colours. */
export interface LegendTold {
  readonly title: string;
  readonly rows: readonly { readonly colour: string; readonly label: string }[];
}

interface Heat {
  readonly kind: Kind;
  readonly density: Density;
}

export class Legends {
  readonly root: HTMLElement;
  /** What the legends say, for a picture of the map. */
  #told: { cells: LegendTold | null; heat: LegendTold | null } = { cells: null, heat: null };
  readonly #cells = element("div", { class: "legend" });
  readonly #heat = element("div", { class: "legend" });
  readonly #reach = element("div", { class: "legend" });
  #shown: Heat | null = null;
  #unit = "";
  readonly #value = element("p", { class: "small heat-value", attributes: { role: "status" } });

  constructor(readonly t: Translate) {
    this.root = element(
      "div",
      { class: "legends", attributes: { role: "group", "aria-label": t("ui.page.legend") } },
      this.#cells,
      this.#heat,
      this.#reach,
    );
    // The colours of a density are others on dark ground.
    followTheme(() => {
      if (this.#shown !== null) this.showDensity(this.#shown);
    });
  }

  /** Return what the legends say. */
  get told(): readonly LegendTold[] {
    return [this.#told.cells, this.#told.heat].filter((one) => one !== null);
  }

  /** Show what the fills of the cells mean; by worker, the names on the map say it. */
  showShading(shading: Shading | null): void {
    this.#told.cells = null;
    if (shading === null) {
      this.#cells.replaceChildren();
      return;
    }
    const labels =
      shading.bounds.length > 0
        ? classLabels(shading.bounds, shading.format)
        : shading.only === null
          ? []
          : [shading.format(shading.only)];
    // As the map paints them, so that the eye finds the same colour in both.
    const entries = labels.map((label, i) => {
      const colour = shading.colours[i];
      return { colour: colour === undefined ? "transparent" : withOpacity(colour, CLASS_FILL), label };
    });
    const title = element("p", { class: "small" }, shading.title);
    if (shading.note !== "") title.title = shading.note;
    this.#told.cells = { title: shading.title, rows: entries };
    this.#cells.replaceChildren(title, swatches(entries));
  }

  /** Say that a density is on its way. */
  awaitDensity(): void {
    this.#heat.replaceChildren(element("p", { class: "second small" }, this.t("ui.page.loading")));
  }

  /** Show the legend of a density, or none. */
  showDensity(shown: Heat | null): void {
    const { t } = this;
    this.#shown = shown;
    this.#value.textContent = "";
    this.#told.heat = null;
    if (shown === null) {
      this.#heat.replaceChildren();
      return;
    }
    const { kind, density } = shown;
    const { hotspots } = density;
    this.#unit = density.unit;
    const note = t("ui.page.legend.heat_note", {
      count: formatNumber(density.count),
      bandwidth: formatLength(Math.round(density.bandwidth_m)),
    });
    const title = t("ui.one_map.heat.of", { kind: kindName(t, kind), unit: density.unit });
    const colours = heatRamp();
    const rows = density.bounds.map((bound, i) => ({ colour: colours[i] ?? "transparent", label: `≥ ${formatExact(bound)}` }));
    this.#told.heat = { title, rows };
    this.#heat.replaceChildren(
      element("p", { class: "small" }, title),
      ramp(colours, density.bounds, formatExact),
      this.#value,
      // A figure and its unit stay on one line.
      element("p", { class: "second small" }, note),
      element("p", { class: "second small" }, t("ui.one_map.heat.point_note")),
      ...(hotspots === null ? [] : hotspotLegend(t, { ...hotspots, side: hotspots.side_m })),
    );
  }

  /** Say that no point is left for a density. */
  showNothing(): void {
    this.#heat.replaceChildren(element("p", { class: "small" }, this.t("ui.one_map.heat.nothing")));
  }

  /** Say how dense it is at a place; null where nothing is known there. */
  showValue(value: number | null, where: "pointer" | "centre"): void {
    this.#value.textContent =
      value === null ? "" : this.t(`ui.one_map.heat.value.${where}`, { value: formatExact(rounded(value)), unit: this.#unit });
  }

  showReach(...rows: readonly Node[]): void {
    this.#reach.replaceChildren(...rows);
  }
}

/** Return a value with three digits: more would not be meant. */
function rounded(value: number): number {
  return value === 0 ? 0 : Number(value.toPrecision(3));
}
