// The legend of the fill, with figures, small in the corner of the map.

import type { Translate } from "../../../shared/catalogue";
import { element } from "../../../shared/dom";
import { classLabels, swatches } from "../../../shared/legend";
import { formatDeviation } from "../../../shared/numbers";
import { DEVIATION_BOUNDS, DIVERGING } from "../../../shared/scales";
import { loadColours, type Measures } from "../layers/looks";
import type { Bench, State } from "../state";
import { shownCells } from "../state";
import { loadWords, unitWords } from "./words";

/** Return a legend that follows the fill. */
export function legend(bench: Bench, t: Translate, measures: () => Measures): HTMLElement {
  const body = element("div", { class: "legend-body" });
  const root = element("div", { class: "bench-legend" }, body);
  const fill = (now: State): void => {
    const parts: (Node | string)[] = [];
    if (now.fill === "deviation") {
      const labels = classLabels(DEVIATION_BOUNDS, formatDeviation);
      parts.push(element("strong", {}, t("ui.planner.fill.deviation.long")));
      parts.push(swatches(DIVERGING.map((colour, i) => ({ colour, label: labels[i] ?? "" }))));
    } else if (now.fill === "load") {
      const { loadBounds } = measures();
      parts.push(element("strong", {}, `${t("ui.planner.load")} · ${unitWords(t, now.unit)}`));
      if (loadBounds.length > 0) {
        const labels = classLabels(loadBounds, loadWords);
        parts.push(swatches(loadColours(loadBounds).map((colour, i) => ({ colour, label: labels[i] ?? "" }))));
      }
    }
    if (hasMoved(now)) {
      parts.push(
        element(
          "ul",
          { class: "gm-legend" },
          element("li", {}, element("span", { class: "swatch-hatch" }), t("ui.planner.legend.moved")),
          element("li", {}, element("span", { class: "swatch-dash" }), t("ui.planner.legend.old")),
        ),
      );
    }
    body.replaceChildren(...parts);
    root.hidden = parts.length === 0;
  };
  bench.follow((now, before) => {
    const settled = now.preview === null && shownCells(now) !== shownCells(before);
    if (now.fill !== before.fill || settled || now.base !== before.base || (now.draft === null) !== (before.draft === null)) fill(now);
  });
  fill(bench.now);
  return root;
}

/** Return whether ground of the draft lies in another cell than in the plan in force. */
function hasMoved({ draft, base }: State): boolean {
  if (draft === null) return false;
  return draft.cells.size !== base.size || [...draft.cells.values()].some(({ code, shape }) => base.get(code)?.shape !== shape);
}
