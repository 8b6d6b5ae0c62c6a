// How wide columns are, and which of them are shown.

import { type Column, textOf } from "./model";

const LEAST_PX = 56;
const MOST_PX = 320;
/** The cell's own margins. */
const PADDING_PX = 26;
/** Room for the sign of the order beside a title. */
const SIGN_PX = 14;

/** Return a function that tells how wide a text is in the page's own letters. */
function measuring(weight: number): (text: string) => number {
  const pen = document.createElement("canvas").getContext("2d");
  const { fontSize, fontFamily } = getComputedStyle(document.body);
  if (pen !== null) pen.font = `${weight} ${fontSize} ${fontFamily}`;
  return (text) => pen?.measureText(text).width ?? 0;
}

/** Return the width of each column in pixels. */
export function columnWidths<Row>(columns: readonly Column<Row>[], sample: readonly Row[]): number[] {
  const [widthOf, widthOfTitle] = [measuring(400), measuring(600)];
  return columns.map((column) => {
    if (column.width !== undefined) return column.width;
    const texts = sample.map((row) => widthOf(textOf(column, row)));
    const widest = Math.max(widthOfTitle(column.title) + SIGN_PX, ...texts);
    return Math.round(Math.min(MOST_PX, Math.max(LEAST_PX, widest + PADDING_PX)));
  });
}
