// The colours of the data. The same constants stand in gridmap/drawing/palette.py.

export const HUES = [
  "#0072B2",
  "#E69F00",
  "#009E73",
  "#CC79A7",
  "#56B4E9",
  "#D55E00",
  "#B8A900",
  "#6E7681",
] as const;
export const SEQUENTIAL = ["#E1E8F5", "#B4C5E6", "#839FD3", "#5376B5", "#2A4B8D"] as const;
export const DIVERGING = ["#0B6E6E", "#8CC5C1", "#F4F3EF", "#E3B878", "#A86A12"] as const;
export const HEAT = ["#FFE680", "#FDBE4E", "#F58634", "#DB4325", "#A51822", "#67001F"] as const;
export const DEVIATION_BOUNDS = [-0.2, -0.1, 0.1, 0.2] as const;

/** Return the position of the class that a value falls into; a bound belongs to the class above. */
export function classOf(value: number, bounds: readonly number[]): number {
  let index = 0;
  while (index < bounds.length && value >= (bounds[index] ?? Infinity)) index += 1;
  return index;
}

/** Return `count` colours spread over a scale, its ends included. */
export function spread(colours: readonly string[], count: number): string[] {
  const last = colours.length - 1;
  return Array.from({ length: count }, (_, i) => {
    const at = count === 1 ? last / 2 : (i * last) / (count - 1);
    return colours[Math.round(at)] ?? "#888888";
  });
}

function channels(colour: string): [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** Return a hexadecimal colour with an opacity. */
export function withOpacity(colour: string, opacity: number): string {
  return `rgb(${channels(colour).join(" ")} / ${opacity})`;
}

/** Return a mixture of two hexadecimal colours; `share` is that of the second. */
export function mix(first: string, second: string, share: number): string {
  const other = channels(second);
  const mixed = channels(first).map((value, i) => value + ((other[i] ?? value) - value) * share);
  return `rgb(${mixed.map(Math.round).join(" ")})`;
}
