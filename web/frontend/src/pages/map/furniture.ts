// What stands on the map itself: tools, the scale bar, the cross in the middle.

import type { Overview } from "../../api/types";
import { scaleBar } from "../../map/scale-bar";
import type { Translate } from "../../shared/catalogue";
import { button, element } from "../../shared/dom";
import type { Sight } from "./address";
import type { MapView } from "./view";

/** Put the furniture on the map and look at where the address says, or at everything. */
export function furnish(
  t: Translate,
  field: HTMLElement,
  map: MapView,
  overview: Overview,
  sight: Sight | null,
  more: readonly HTMLElement[],
): void {
  const whole = (): void => {
    if (overview.bounds !== null) map.lookAt(overview.bounds);
  };
  const tools = element(
    "div",
    { class: "tools" },
    tool(t, "ui.page.zoom_in", "+", () => map.zoom(1)),
    tool(t, "ui.page.zoom_out", "−", () => map.zoom(-1)),
    tool(t, "ui.page.whole", "", whole, "sign-whole"),
    ...more,
  );
  const { bar, fit } = scaleBar();
  const cross = element("div", { class: "cross", attributes: { "aria-hidden": "true" } });
  field.append(tools, bar, cross);
  if (sight === null) whole();
  else map.lookFrom(sight);
  map.onMoved(fit);
}

/** Return a button with a sign on it. */
export function tool(t: Translate, code: string, sign: string, pressed: () => void, picture = ""): HTMLButtonElement {
  return button({ class: `icon ${picture}`, attributes: { "aria-label": t(code), title: t(code) } }, pressed, sign);
}
