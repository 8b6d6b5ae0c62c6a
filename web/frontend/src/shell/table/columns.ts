// How wide columns are, and which of them are shown.

import { measuring } from "../../shared/measuring";
import { type Column, textOf } from "./model";

const LEAST_PX = 56;
const MOST_PX = 320;
/** The cell's own margins. */
const PADDING_PX = 26;
/** Room for the sign of the order beside a title. */
const SIGN_PX = 14;

/** Return the width of each column in pixels. */
export function columnWidths<Row>(columns: readonly Column<Row>[], sample: readonly Row[]): number[] {
  const { fontSize, fontFamily } = getComputedStyle(document.body);
  const [widthOf, widthOfTitle] = [measuring(`400 ${fontSize} ${fontFamily}`), measuring(`600 ${fontSize} ${fontFamily}`)];
  return columns.map((column) => {
    if (column.width !== undefined) return column.width;
    const texts = sample.map((row) => widthOf(textOf(column, row)));
    const widest = Math.max(widthOfTitle(column.title) + SIGN_PX, ...texts);
    return Math.round(Math.min(MOST_PX, Math.max(LEAST_PX, widest + PADDING_PX)));
  });
}
