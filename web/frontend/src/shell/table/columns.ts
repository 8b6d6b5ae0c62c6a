// How wide columns are, and which of them are shown.

import { type Column, textOf } from "./model";

const LEAST_PX = 72;
const MOST_PX = 320;
/** The cell's own margins, and room for the sign of the order beside a title. */
const PADDING_PX = 40;

/** Return a function that tells how wide a text is in the page's own letters. */
function measuring(): (text: string) => number {
  const pen = document.createElement("canvas").getContext("2d");
  const { fontSize, fontFamily } = getComputedStyle(document.body);
  if (pen !== null) pen.font = `600 ${fontSize} ${fontFamily}`;
  return (text) => pen?.measureText(text).width ?? 0;
}

/** Return the width of each column in pixels. */
export function columnWidths<Row>(columns: readonly Column<Row>[], sample: readonly Row[]): number[] {
  const widthOf = measuring();
  return columns.map((column) => {
    if (column.width !== undefined) return column.width;
    const texts = [column.title, ...sample.map((row) => textOf(column, row))];
    const widest = Math.max(...texts.map(widthOf));
    return Math.round(Math.min(MOST_PX, Math.max(LEAST_PX, widest + PADDING_PX)));
  });
}
