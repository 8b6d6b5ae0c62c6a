// A scale bar with a round length.

import { formatLength } from "../shared/numbers";
import { element } from "../shared/dom";

const LONGEST_PX = 120;
const ROUND = [5, 2, 1];

/** Return a scale bar and the function that fits it to the metres of one pixel. */
export function scaleBar(): { readonly bar: HTMLElement; fit(metresPerPixel: number): void } {
  const figure = element("span", { class: "figure" });
  const bar = element("div", { class: "scale-bar" }, figure);
  return {
    bar,
    fit: (metresPerPixel) => {
      const longest = LONGEST_PX * metresPerPixel;
      const power = 10 ** Math.floor(Math.log10(longest));
      const length = (ROUND.find((step) => step * power <= longest) ?? 1) * power;
      bar.style.width = `${length / metresPerPixel}px`;
      figure.textContent = formatLength(length);
    },
  };
}
