// The tools on the map: measuring, adding a point, the link, printing. One is in use at a time.

import { type Measured, MeasureTool, type Measuring } from "../../map/measure";
import type { Translate } from "../../shared/catalogue";
import { button, element } from "../../shared/dom";
import { formatArea, formatLength } from "../../shared/numbers";
import { menuButton } from "../../shell/menu";
import { showToast } from "../../shell/toast";
import type { MapView } from "./view";

/** The line under the search box that says what a tool does and has found. */
export class ToolNote {
  readonly root: HTMLElement;
  readonly #said = element("p", { attributes: { role: "status" } });

  constructor(
    t: Translate,
    readonly ended: () => void,
  ) {
    const end = button({ class: "link" }, () => ended(), t("ui.one_map.measure.end"));
    this.root = element("div", { class: "tool-note" }, this.#said, end);
    this.root.hidden = true;
  }

  say(text: string | null): void {
    this.root.hidden = text === null;
    this.#said.textContent = text ?? "";
  }
}

export class Measure {
  readonly #note: ToolNote;
  readonly root: HTMLElement;

  constructor(
    readonly t: Translate,
    readonly map: MapView,
    /** Called before measuring begins, so that nothing else is being done. */
    readonly begun: () => void,
  ) {
    this.#note = new ToolNote(t, () => this.stop());
    this.root = this.#note.root;
  }

  start(what: Measuring): void {
    this.begun();
    this.#note.say(this.t("ui.one_map.measure.start"));
    this.map.use(new MeasureTool(what, this.map.theme, (measured) => this.#tell(what, measured)));
    this.map.focus();
  }

  stop(): void {
    if (this.root.hidden) return;
    this.#note.say(null);
    this.map.use(null);
    this.map.focus();
  }

  #tell(what: Measuring, measured: Measured): void {
    const { t } = this;
    if (this.root.hidden) return;
    const length = formatLength(rounded(measured.length_m));
    const area = formatArea(measured.area_m2);
    if (measured.length_m === 0) this.#note.say(t("ui.one_map.measure.start"));
    else if (what === "area" && measured.area_m2 > 0) this.#note.say(t("ui.one_map.measure.area_is", { area, length }));
    else this.#note.say(t("ui.one_map.measure.length_is", { length }));
  }
}

function rounded(metres: number): number {
  return metres < 100 ? Math.round(metres * 10) / 10 : Math.round(metres);
}

/** Return the button that offers to measure. */
export function measureButton(t: Translate, measure: Measure): HTMLElement {
  return menuButton({
    label: t("ui.one_map.measure"),
    class: "icon sign-measure",
    sign: "",
    items: () => [
      { label: t("ui.one_map.measure.length"), pressed: () => measure.start("length") },
      { label: t("ui.one_map.measure.area"), pressed: () => measure.start("area") },
    ],
  });
}

/** Copy the address of what is seen; over plain HTTP browsers do not let a page do that. */
export async function copyLink(t: Translate): Promise<void> {
  try {
    await navigator.clipboard.writeText(location.href);
    showToast(t, { text: t("ui.one_map.link.done"), kind: "good" });
  } catch {
    showToast(t, { text: t("ui.one_map.link.here") });
  }
}
