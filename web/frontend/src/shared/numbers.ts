// Numbers as people read them: thin spaces between thousands, no more digits than are meant.

/** Narrow, and no line breaks at it: a number stays in one piece, with its unit. */
export const THIN_SPACE = "\u202f";
const MINUS = "\u2212";

/** Return a number with a fixed count of decimals and thin spaces in its thousands. */
export function formatNumber(value: number, decimals = 0): string {
  const [whole = "", fraction] = Math.abs(value).toFixed(decimals).split(".");
  const grouped = whole.length > 3 ? whole.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE) : whole;
  const digits = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  return value < 0 && Number(value.toFixed(decimals)) !== 0 ? MINUS + digits : digits;
}

/** Return a number with as many decimals as it was given, at most three. */
export function formatExact(value: number): string {
  const text = String(Math.round(Math.abs(value) * 1000) / 1000);
  return formatNumber(value, text.split(".")[1]?.length ?? 0);
}

/** Return a ratio such as 0.031 as +3.1 %. */
export function formatDeviation(ratio: number): string {
  const percent = ratio * 100;
  const sign = percent >= 0.05 ? "+" : "";
  return `${sign}${formatNumber(percent, 1)}${THIN_SPACE}%`;
}

/** Return an area with the unit that keeps it readable. */
export function formatArea(squareMetres: number): string {
  return squareMetres < 100_000
    ? `${formatNumber(squareMetres)}${THIN_SPACE}m²`
    : `${formatNumber(squareMetres / 1e6, 3)}${THIN_SPACE}km²`;
}

/** Return a length in metres or kilometres. */
export function formatLength(metres: number): string {
  return metres < 1000
    ? `${formatExact(metres)}${THIN_SPACE}m`
    : `${formatExact(metres / 1000)}${THIN_SPACE}km`;
}

/** Return words as a list, in the language of the page. */
export function listed(words: readonly string[]): string {
  return new Intl.ListFormat(document.documentElement.lang, { type: "conjunction" }).format(words);
}
