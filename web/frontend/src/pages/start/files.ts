// The steps that take files: boundaries, and what lies on the ground.

import { element } from "../../shared/dom";
import type { StepView } from "./page";
import { FileStep } from "./importing";

/** Return the step that takes the boundaries of the communities. */
export function boundaryStep({ t, guide, done }: StepView): HTMLElement {
  const level = guide.territory?.levels.at(-1);
  const digits = guide.territory?.levels.reduce((sum, one) => sum + one.digits, 0) ?? 12;
  return element(
    "div",
    { class: "form" },
    element("p", {}, t("ui.start.boundary.lead", { digits })),
    new FileStep(t, { kind: "boundaries", settings: { level: level?.key ?? "community" }, done }).root,
  );
}

/** Return the step that takes streets, buildings and blocks. */
export function groundStep({ t, guide, again }: StepView): HTMLElement {
  const have = { blocks: guide.blocks, streets: guide.streets, buildings: guide.buildings };
  const parts = (["blocks", "streets", "buildings"] as const).map((kind) =>
    element(
      "section",
      { class: "ground" },
      element("h4", {}, t(`ui.start.ground.${kind}`)),
      element("p", { class: "second small" }, t(`ui.start.ground.${kind}.lead`)),
      have[kind] > 0
        ? element("p", { class: "good-text" }, t("ui.start.ground.have", { count: have[kind] }))
        : null,
      new FileStep(t, { kind, settings: {}, done: again }).root,
    ),
  );
  return element("div", { class: "form" }, element("p", {}, t("ui.start.ground.lead")), element("div", { class: "grounds" }, ...parts));
}
