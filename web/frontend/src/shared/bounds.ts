// Class bounds that read well. The same rules stand in gridmap/drawing/palette.py.

const CLASSES = 5;
const MOST_IN_ONE = 0.5;
const ROUND_STEPS = [1, 2, 2.5, 5, 10];

/** Return the smallest of 1, 2, 2.5 and 5 times a power of ten that is not below a width. */
export function roundStep(width: number): number {
  const power = 10 ** Math.floor(Math.log10(width));
  const step = ROUND_STEPS.find((one) => one * power >= width * (1 - 1e-9)) ?? 10;
  return step * power;
}

/** Return inner bounds of equal, round width; none where all values are equal. */
export function roundBounds(values: readonly number[], classes = CLASSES): number[] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (values.length === 0 || low === high) return [];
  const step = roundStep((high - low) / classes);
  const first = Math.floor(low / step) + 1;
  const count = Math.min(classes - 1, Math.ceil(high / step) - first);
  return Array.from({ length: Math.max(0, count) }, (_, i) => Number(((first + i) * step).toFixed(10)));
}

/** Return bounds that read well whether values lie evenly or pile up. */
export function spreadBounds(values: readonly number[], classes = CLASSES): number[] {
  const bounds = roundBounds(values, classes);
  const counts = Array.from({ length: bounds.length + 1 }, () => 0);
  for (const value of values) {
    const at = bounds.filter((bound) => value >= bound).length;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  if (bounds.length === 0 || Math.max(...counts) <= MOST_IN_ONE * values.length) return bounds;
  const sorted = [...values].sort((a, b) => a - b);
  const [low = 0, high = 0] = [sorted[0], sorted.at(-1)];
  const parts = Array.from({ length: classes - 1 }, (_, i) => quantile(sorted, (i + 1) / classes));
  const rounded = new Set(parts.map((part) => Number(part.toPrecision(2))));
  return [...rounded].filter((one) => low < one && one < high).sort((a, b) => a - b);
}

function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? 0;
  const above = sorted[Math.ceil(at)] ?? below;
  return below + (above - below) * (at - Math.floor(at));
}
