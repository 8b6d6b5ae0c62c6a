// What the fill of a cell tells: a number, the bounds of its classes, their colours.

import type { LevelFigures, IndicatorFigures } from "../../api/indicators";
import type { CellRow } from "../../api/types";
import { spreadBounds } from "../../shared/bounds";
import { formatDeviation, formatExact, formatNumber, THIN_SPACE } from "../../shared/numbers";
import { classOf, DEVIATION_BOUNDS, DIVERGING, SEQUENTIAL, spread } from "../../shared/scales";
import type { CellMode } from "./state";

export interface Shading {
  readonly bounds: readonly number[];
  readonly colours: readonly string[];
  /** What is said above the legend, with the unit. */
  readonly title: string;
  readonly note: string;
  /** The one value that all cells have; null where they differ or nothing is known. */
  readonly only: number | null;
  valueOf(row: CellRow): number | null;
  format(value: number): string;
}

type Words = (code: string, params?: Readonly<Record<string, string | number>>) => string;

/** Return the shading of cells by load or by deviation; null for the other ways. */
export function shadingOf(mode: CellMode, loadBounds: readonly number[], t: Words): Shading | null {
  if (mode === "load") {
    return {
      bounds: loadBounds,
      colours: spread(SEQUENTIAL, loadBounds.length + 1),
      title: t("ui.page.legend.load"),
      note: "",
      only: null,
      valueOf: (row) => row.load,
      format: formatExact,
    };
  }
  if (mode !== "deviation") return null;
  return {
    bounds: DEVIATION_BOUNDS,
    colours: DIVERGING,
    title: t("ui.page.legend.deviation"),
    note: "",
    only: null,
    valueOf: (row) => row.load_share_ratio,
    format: formatDeviation,
  };
}

/** Return the shading of cells by an indicator. */
export function indicatorShading(
  level: LevelFigures,
  one: IndicatorFigures,
  locale: "zh_CN" | "en",
  t: Words,
): Shading {
  const values = new Map(level.scopes.map(({ code }, i) => [code, one.values?.[i] ?? null]));
  const known = [...values.values()].filter((value) => value !== null);
  const percent = one.unit === "%";
  const bounds = spreadBounds(known.map((value) => (percent ? value * 100 : value))).map((bound) =>
    percent ? bound / 100 : bound,
  );
  const unit = percent || one.unit === "1" ? "" : t(`ui.one_map.unit.${one.unit}`);
  return {
    bounds,
    colours: spread(SEQUENTIAL, bounds.length + 1),
    title: unit === "" ? one.name[locale] : `${one.name[locale]} (${unit})`,
    note: one.formula[locale],
    only: bounds.length === 0 ? (known[0] ?? null) : null,
    valueOf: (row) => values.get(row.code) ?? null,
    format: percent ? percentText : formatExact,
  };
}

function percentText(ratio: number): string {
  const percent = ratio * 100;
  const decimals = Math.abs(percent - Math.round(percent)) < 1e-9 ? 0 : 1;
  return `${formatNumber(percent, decimals)}${THIN_SPACE}%`;
}

/** Return the colour of a cell, null where its number is not known. */
export function colourOf(shading: Shading, row: CellRow): string | null {
  const value = shading.valueOf(row);
  if (value === null) return null;
  return shading.colours[classOf(value, shading.bounds)] ?? null;
}
