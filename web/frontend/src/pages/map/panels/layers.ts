// The switches of the layers, and the legend that stands on the map.

import type { Translate } from "../../../shared/catalogue";
import { element, labelled } from "../../../shared/dom";
import { hotspotLegend } from "../../../shared/hotspots";
import { classLabels, ramp, swatches } from "../../../shared/legend";
import {
  formatDeviation,
  formatExact,
  formatLength,
  formatNumber,
  THIN_SPACE,
} from "../../../shared/numbers";
import { DEVIATION_BOUNDS, DIVERGING, HEAT, withOpacity } from "../../../shared/scales";
import { type Kind, symbolPicture } from "../../../shared/symbols";
import { exportAddress } from "../../../api/client";
import { CLASS_FILL, loadColours } from "../cells";
import type { CellMode, Choices } from "../state";
import type { Density, Overview } from "../../../api/types";
import { KINDS } from "../../../api/types";
import { kindName } from "./text";

const MODES: readonly (readonly [CellMode, string])[] = [
  ["worker", "ui.page.by_worker"],
  ["load", "ui.page.by_load"],
  ["deviation", "ui.page.by_deviation"],
  ["none", "ui.page.no_cells"],
];
const EXPORTS = [
  "communities",
  "cells",
  "shops",
  "hazards",
  "cameras",
  "incidents",
  "components",
  "streets",
  "buildings",
  "blocks",
];

export class LayersPanel {
  readonly root: HTMLElement;
  readonly legend: HTMLElement;
  readonly #cellLegend = element("div", { class: "legend" });
  readonly #heatLegend = element("div", { class: "legend" });

  constructor(
    readonly t: Translate,
    readonly choices: Choices,
    readonly overview: Overview,
    readonly loadBounds: readonly number[],
  ) {
    this.root = element(
      "section",
      { class: "section", attributes: { "aria-label": t("ui.page.layers") } },
      this.#cells(),
      this.#points(),
      this.#heat(),
      overview.may_export ? this.#exports() : null,
    );
    this.legend = element(
      "div",
      { class: "legends", attributes: { role: "group", "aria-label": t("ui.page.legend") } },
      this.#cellLegend,
      this.#heatLegend,
    );
    choices.follow((now) => this.#showCellLegend(now.cellMode));
  }

  /** Say that a density is on its way. */
  awaitDensity(): void {
    const note = element("p", { class: "second small" }, this.t("ui.page.loading"));
    this.#heatLegend.replaceChildren(note);
  }

  /** Show the legend of a density, or none. */
  showDensity(kind: Kind, density: Density | null): void {
    const { t } = this;
    if (density === null) {
      this.#heatLegend.replaceChildren();
      return;
    }
    const note = t("ui.page.legend.heat_note", {
      count: formatNumber(density.count),
      bandwidth: formatLength(Math.round(density.bandwidth_m)),
    });
    // A figure and its unit stay on one line.
    const unbroken = note.replaceAll(THIN_SPACE, "\u202f");
    this.#heatLegend.replaceChildren(
      element("p", { class: "small" }, t("ui.page.legend.heat", { kind: kindName(t, kind) })),
      ramp(HEAT, density.bounds, formatExact),
      element("p", { class: "second small" }, unbroken),
      ...this.#hotspots(density),
    );
  }

  #hotspots({ hotspots }: Density): HTMLElement[] {
    return hotspots === null ? [] : hotspotLegend(this.t, { ...hotspots, side: hotspots.side_m });
  }

  #cells(): HTMLElement {
    const { t, choices } = this;
    const rows = MODES.map(([mode, code]) => {
      const input = this.#radio("cells", choices.now.cellMode === mode);
      input.addEventListener("change", () => choices.change({ cellMode: mode }));
      return element("label", {}, input, element("span", {}, t(code)));
    });
    return group(t("ui.page.cells"), element("div", { class: "segments" }, ...rows));
  }

  #points(): HTMLElement {
    const { t, choices, overview } = this;
    const rows = overview.kinds.map(({ kind, total, outside }) => {
      const input = element("input", { attributes: { type: "checkbox" } });
      input.checked = choices.now.kinds.has(kind);
      input.disabled = total === 0;
      input.addEventListener("change", () => choices.show(kind, input.checked));
      const figure = element("span", { class: "figure second" }, formatNumber(total));
      if (outside > 0) {
        figure.title = t("ui.page.outside", { count: formatNumber(outside) });
      }
      const name = element("span", { class: "grow" }, kindName(t, kind));
      return labelled(input, symbolPicture(kind), name, figure);
    });
    return group(t("ui.page.points"), element("div", { class: "kinds" }, ...rows));
  }

  #heat(): HTMLElement {
    const { t, choices, overview } = this;
    const select = element("select", { attributes: { "aria-label": t("ui.page.heat") } });
    select.append(element("option", { attributes: { value: "" } }, t("ui.page.no_heat")));
    for (const { kind, total } of overview.kinds) {
      if (total === 0) continue;
      select.append(element("option", { attributes: { value: kind } }, kindName(t, kind)));
    }
    select.value = choices.now.heat ?? "";
    select.addEventListener("change", () => {
      choices.change({ heat: KINDS.find((kind) => kind === select.value) ?? null });
    });
    const row = element("label", { class: "inline" }, element("span", {}, t("ui.page.heat")), select);
    return element("div", { class: "group" }, row);
  }

  #exports(): HTMLElement {
    const { t } = this;
    const links = EXPORTS.map((layer) =>
      element(
        "li",
        {},
        element(
          "a",
          { attributes: { href: exportAddress(layer), download: `${layer}.geojson` } },
          t(`ui.page.layer.${layer}`),
        ),
      ),
    );
    return element(
      "details",
      { class: "group" },
      element("summary", {}, t("ui.page.export")),
      element("ul", { class: "links" }, ...links),
      element("p", { class: "second small" }, t("ui.page.export.note")),
    );
  }

  #radio(name: string, checked: boolean): HTMLInputElement {
    const input = element("input", { attributes: { type: "radio", name } });
    input.checked = checked;
    return input;
  }

  #showCellLegend(mode: CellMode): void {
    this.#cellLegend.replaceChildren(...this.#cellLegendOf(mode));
  }

  #cellLegendOf(mode: CellMode): Node[] {
    const { t, loadBounds } = this;
    if (mode === "worker" || mode === "none") return [];
    const bounds = mode === "load" ? loadBounds : DEVIATION_BOUNDS;
    if (bounds.length === 0) return [];
    const labels = classLabels(bounds, mode === "load" ? formatExact : formatDeviation);
    const colours: readonly string[] = mode === "load" ? loadColours(loadBounds) : DIVERGING;
    // As the map paints them, so that the eye finds the same colour in both.
    const entries = labels.map((label, i) => {
      const colour = colours[i];
      return { colour: colour === undefined ? "transparent" : withOpacity(colour, CLASS_FILL), label };
    });
    return [element("p", { class: "small" }, t(`ui.page.legend.${mode}`)), swatches(entries)];
  }
}

function group(title: string, ...children: readonly Node[]): HTMLElement {
  const legend = element("legend", {}, title);
  return element("fieldset", { class: "group" }, legend, ...children);
}
