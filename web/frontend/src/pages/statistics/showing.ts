// Figures as people read them, each with its unit.

import type { Figure, Lacking, Words } from "../../api/statistics";
import type { Translate } from "../../shared/catalogue";
import { formatExact, formatNumber, THIN_SPACE } from "../../shared/numbers";
import { pageLocale } from "../../shell/language";

const NONE = "—";
const MANY = 100;

/** Return a text in the page's language. */
export function inWords(words: Words): string {
  const text = words[pageLocale()];
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

/** Return whether an indicator has figures. */
export function isFigure(one: Figure | Lacking): one is Figure {
  return "whole" in one;
}

/** Return how many decimals tell something of a number of this size. */
function decimalsOf(value: number): number {
  if (Number.isInteger(value) || Math.abs(value) >= MANY) return 0;
  return Math.abs(value) >= 10 ? 1 : 2;
}

/** Return a unit in brackets, as it stands behind a title; nothing for plain numbers. */
export function unitOf(t: Translate, unit: string): string {
  if (unit === "1") return "";
  return t("ui.statistics.unit.of", { unit: unit === "%" ? "%" : t(`ui.statistics.unit.${unit}`) });
}

/** Return a value with its unit; a dash where it does not apply. */
export function showValue(t: Translate, unit: string, value: number | null): string {
  if (value === null) return NONE;
  if (unit === "%") return `${formatNumber(value * 100, 1)}${THIN_SPACE}%`;
  const number = formatNumber(value, decimalsOf(value));
  return unit === "1" ? number : `${number}${THIN_SPACE}${t(`ui.statistics.unit.${unit}`)}`;
}

/** Return the figure alone and its unit alone, for large type. */
export function splitValue(t: Translate, unit: string, value: number | null): [string, string] {
  const [figure = NONE, ...rest] = showValue(t, unit, value).split(THIN_SPACE);
  // Thin spaces stand between thousands too: only what is no digit is the unit.
  const digits = rest.filter((part) => /^\d{3}(\.\d+)?$/.test(part));
  const words = rest.filter((part) => !/^\d{3}(\.\d+)?$/.test(part));
  return [[figure, ...digits].join(THIN_SPACE), words.join(THIN_SPACE)];
}

/** Return a count or a measure behind a figure. */
export function showSide(value: number | null): string {
  if (value === null) return NONE;
  return Math.abs(value) >= MANY ? formatNumber(value) : formatExact(value);
}

/** Return a change of ranks: up, down, the same. */
export function showChange(t: Translate, change: number | null): string {
  if (change === null) return "";
  if (change === 0) return t("ui.statistics.rank.same");
  return `${change > 0 ? "▲" : "▼"}${THIN_SPACE}${Math.abs(change)}`;
}

/** Return a month such as 2026-10-01 short. */
export function showMonth(day: string): string {
  const [year = "", month = ""] = day.split("-");
  return `${year}-${month}`;
}
