// How wide columns are, and which of them are shown.

import { type Column, textOf } from "./model";

const LEAST_PX = 72;
const MOST_PX = 320;
const PADDING_PX = 36;
const LETTER_PX = 8.5;
const WIDE = /[\u2e80-\u9fff\uff00-\uffef]/g;

/** Return about how wide a text is: Chinese letters count for two. */
function widthOf(text: string): number {
  return (text.length + (text.match(WIDE)?.length ?? 0)) * LETTER_PX;
}

/** Return the width of each column in pixels. */
export function columnWidths<Row>(columns: readonly Column<Row>[], sample: readonly Row[]): number[] {
  return columns.map((column) => {
    if (column.width !== undefined) return column.width;
    const texts = [column.title, ...sample.map((row) => textOf(column, row))];
    const widest = Math.max(...texts.map(widthOf));
    return Math.round(Math.min(MOST_PX, Math.max(LEAST_PX, widest + PADDING_PX)));
  });
}
