// Phrases that several parts of the page need.

import type { Translate } from "../shared/catalogue";
import type { Model } from "./model";

const NUMBER_DIGITS = 3;

/** Return a cell's short name: its number inside the community. */
export function shortName(model: Model, t: Translate, cell: number): string {
  const code = model.payload.cells.codes[cell] ?? "";
  const number = code.slice(-NUMBER_DIGITS);
  return /^\d+$/.test(number)
    ? t("ui.map.cell.short", { number })
    : (model.payload.cells.names[cell] ?? "") || code;
}

/** Return a cell's name as the data give it, else its short name. */
export function fullName(model: Model, t: Translate, cell: number): string {
  return (model.payload.cells.names[cell] ?? "") || shortName(model, t, cell);
}
