// The density: of what, with which radius, with or without the squares that are beyond chance.

import type { KindCount } from "../../../api/types";
import { KINDS } from "../../../api/types";
import type { Translate } from "../../../shared/catalogue";
import { element, labelled } from "../../../shared/dom";
import { formatLength } from "../../../shared/numbers";
import type { Choices } from "../state";
import { chooser, type Option } from "./groups";
import { kindName } from "./text";

/** Radii that the slider stops at; the first place leaves the radius to the service. */
export const RADII_M: readonly (number | null)[] = [null, 50, 75, 100, 150, 200, 300, 400, 500, 750, 1000];

export class HeatGroup {
  readonly root: HTMLElement;

  constructor(
    readonly t: Translate,
    readonly choices: Choices,
    kinds: readonly KindCount[],
  ) {
    const present = kinds.filter(({ total }) => total > 0);
    const options = present.map(({ kind }): Option<string> => ({ value: kind, label: kindName(t, kind) }));
    const { root, select } = chooser(
      t("ui.page.heat"),
      [{ value: "", label: t("ui.page.no_heat") }, ...options],
      (value) => choices.change({ heat: KINDS.find((kind) => kind === value) ?? null }),
    );
    const more = element("div", { class: "heat-more" }, this.#radius(), this.#hotspots());
    this.root = element("div", { class: "group" }, root, more);
    choices.follow((now) => {
      select.value = now.heat ?? "";
      more.hidden = now.heat === null;
    });
  }

  #radius(): HTMLElement {
    const { t, choices } = this;
    const slider = element("input", {
      attributes: { type: "range", min: "0", max: String(RADII_M.length - 1), step: "1", id: "heat-radius" },
    });
    const said = element("output", { class: "figure second", attributes: { for: "heat-radius" } });
    const word = (): string => {
      const radius = RADII_M[slider.valueAsNumber] ?? null;
      return radius === null ? t("ui.one_map.radius.auto") : formatLength(radius);
    };
    const tell = (): void => {
      said.textContent = word();
      slider.setAttribute("aria-valuetext", word());
    };
    slider.addEventListener("input", tell);
    slider.addEventListener("change", () => {
      choices.change({ radius_m: RADII_M[slider.valueAsNumber] ?? null });
    });
    choices.follow((now) => {
      const at = RADII_M.findIndex((radius) => radius === now.radius_m);
      slider.value = String(at < 0 ? nearest(now.radius_m ?? 0) : at);
      tell();
    });
    const label = element("label", { attributes: { for: "heat-radius" } }, t("ui.one_map.radius"));
    return element("div", { class: "slider-row" }, label, slider, said);
  }

  #hotspots(): HTMLElement {
    const { t, choices } = this;
    const input = element("input", { attributes: { type: "checkbox" } });
    input.addEventListener("change", () => choices.change({ hotspots: input.checked }));
    choices.follow((now) => {
      input.checked = now.hotspots;
    });
    return labelled(input, element("span", { class: "grow" }, t("ui.one_map.hotspots.show")));
  }
}

function nearest(radius_m: number): number {
  let best = 0;
  RADII_M.forEach((radius, at) => {
    const other = RADII_M[best] ?? 0;
    if (radius !== null && Math.abs(radius - radius_m) < Math.abs(other - radius_m)) best = at;
  });
  return best;
}
