// A load against the mean of the community: a bar from the middle, marks at ten and twenty percent.

import { element } from "../../../shared/dom";
import { formatDeviation } from "../../../shared/numbers";
import { classOf, DEVIATION_BOUNDS, DIVERGING } from "../../../shared/scales";

const WIDEST = 0.5;
const MIDDLE = 2;

/** Return the colour of a deviation: that of the map, but grey where it is small, as white would not show. */
export function strainColour(ratio: number, even: string): string {
  const at = classOf(ratio, DEVIATION_BOUNDS);
  return at === MIDDLE ? even : (DIVERGING[at] ?? even);
}

/** Return a bar for a deviation; null where there is nothing to measure. */
export function meter(ratio: number | null, label: string): HTMLElement {
  const track = element("div", { class: "meter", attributes: { role: "img" } });
  if (ratio === null) {
    track.setAttribute("aria-label", label);
    return track;
  }
  const text = formatDeviation(ratio);
  track.setAttribute("aria-label", `${label} ${text}`);
  const bar = element("div", { class: "meter-bar" });
  bar.style.background = strainColour(ratio, "var(--control)");
  const end = Math.max(-WIDEST, Math.min(WIDEST, ratio)) / WIDEST;
  bar.style.insetInlineStart = `${50 + Math.min(0, end) * 50}%`;
  bar.style.width = `${Math.abs(end) * 50}%`;
  track.append(bar);
  for (const mark of [-0.2, -0.1, 0, 0.1, 0.2]) {
    const line = element("i", { class: mark === 0 ? "meter-zero" : "" });
    line.style.insetInlineStart = `${50 + (mark / WIDEST) * 50}%`;
    track.append(line);
  }
  return track;
}
