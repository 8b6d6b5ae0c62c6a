// Which base map lies under everything: the own layers, or the tiles that an administrator named.

import type { BaseMap } from "../../../api/types";
import type { Translate } from "../../../shared/catalogue";
import type { Choices } from "../state";
import { group, segments } from "./groups";

/** Return what a base map is called; one that is shifted says so. */
export function baseName(t: Translate, { name, datum }: BaseMap): string {
  return datum === "gcj02" ? t("ui.one_map.base.shifted", { name }) : name;
}

/** Return the choice of the base map. */
export function baseGroup(t: Translate, choices: Choices, base: BaseMap): HTMLElement {
  const tiles = baseName(t, base);
  const modes = segments(
    [
      { value: "own", label: t("ui.one_map.base.own") },
      { value: "tiles", label: tiles },
    ],
    (value) => choices.change({ tiles: value === "tiles" }),
  );
  choices.follow((now) => modes.set(now.tiles ? "tiles" : "own"));
  return group(t("ui.one_map.base"), modes.root);
}
