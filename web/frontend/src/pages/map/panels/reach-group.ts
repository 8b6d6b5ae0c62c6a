// What the cameras see, and what they do not.

import type { Translate } from "../../../shared/catalogue";
import type { Choices, ReachMode } from "../state";
import { group, type Option, segments } from "./groups";

type Shown = ReachMode | "none";

/** Return the choice between what is covered, what is blind, and neither. */
export function reachGroup(t: Translate, choices: Choices): HTMLElement {
  const options: readonly Option<Shown>[] = [
    { value: "none", label: t("ui.one_map.reach.none") },
    { value: "covered", label: t("ui.one_map.reach.covered") },
    { value: "blind", label: t("ui.one_map.reach.blind") },
  ];
  const modes = segments(options, (shown) => choices.change({ reach: shown === "none" ? null : shown }));
  choices.follow((now) => modes.set(now.reach ?? "none"));
  return group(t("ui.one_map.reach"), modes.root);
}
