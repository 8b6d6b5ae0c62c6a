// Taking layers along: whole, or what is seen.

import { exportAddress } from "../../../api/client";
import type { Translate } from "../../../shared/catalogue";
import { button, element } from "../../../shared/dom";
import { chooser, type Option, segments } from "./groups";

export const LAYERS = [
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
] as const;
export const FORMATS = ["geojson", "gpkg", "xlsx", "csv", "fgb", "zip"] as const;
export type Layer = (typeof LAYERS)[number];
export type Format = (typeof FORMATS)[number];

export interface ExportSource {
  /** Return the address of what is seen of a layer. */
  seen(layer: Layer, format: Format): string;
  /** Save the map as a picture. */
  picture(): void;
  print(): void;
}

/** Return the group of exports. */
export function exportGroup(t: Translate, source: ExportSource): HTMLElement {
  let format: Format = "geojson";
  let part: "whole" | "seen" = "whole";
  const links = LAYERS.map((layer) => element("a", {}, t(`ui.page.layer.${layer}`)));
  const fit = (): void => {
    LAYERS.forEach((layer, i) => {
      const address = part === "seen" ? source.seen(layer, format) : exportAddress(layer, format);
      links[i]?.setAttribute("href", address);
      links[i]?.setAttribute("download", `${layer}.${format}`);
    });
  };
  const formats = FORMATS.map((value): Option<Format> => ({ value, label: t(`ui.one_map.format.${value}`) }));
  const { root, select } = chooser(t("ui.one_map.export.format"), formats, (value) => {
    format = FORMATS.find((one) => one === value) ?? "geojson";
    fit();
  });
  const parts = segments(
    [
      { value: "whole", label: t("ui.one_map.export.whole") },
      { value: "seen", label: t("ui.one_map.export.seen") },
    ],
    (value) => {
      part = value;
      fit();
    },
  );
  parts.set(part);
  select.value = format;
  fit();
  const pages = element(
    "div",
    { class: "row-of-buttons" },
    button({ class: "plain" }, () => source.picture(), t("ui.one_map.export.png")),
    button({ class: "plain" }, () => source.print(), t("ui.one_map.print")),
  );
  const details = element(
    "details",
    { class: "group exports" },
    element("summary", {}, t("ui.one_map.export")),
    parts.root,
    root,
    element("ul", { class: "links" }, ...links.map((link) => element("li", {}, link))),
    element("p", { class: "second small" }, t("ui.page.export.note")),
    pages,
  );
  // What is seen is what is seen when the link is pressed.
  details.addEventListener("pointerdown", fit);
  details.addEventListener("focusin", fit);
  return details;
}
