// What a cell should hold at least and at most; the browser keeps it for each community.

import type { Translate } from "../../../shared/catalogue";
import { element } from "../../../shared/dom";
import { type Limits, NO_LIMITS } from "../model";
import type { Bench } from "../state";
import { unitWords } from "./words";

const NAMES = ["min_load", "max_load", "max_area_m2"] as const;

export class LimitsPanel {
  readonly root: HTMLElement;
  readonly #inputs = new Map<keyof Limits, HTMLInputElement>();

  constructor(
    readonly bench: Bench,
    readonly t: Translate,
  ) {
    const unit = element("span", { class: "second" });
    const rows = NAMES.map((name) => {
      const input = element("input", { class: "input figure", attributes: { type: "number", min: "0", id: `limit-${name}` } });
      input.addEventListener("change", () => this.#changed());
      this.#inputs.set(name, input);
      return element(
        "label",
        { class: "inline-field", attributes: { for: input.id } },
        element("span", {}, t(`ui.planner.limit.${name}`)),
        input,
        name === "max_area_m2" ? element("span", { class: "second" }, "m²") : unit.cloneNode(true),
      );
    });
    this.root = element(
      "details",
      { class: "side-section", attributes: { id: "limits" } },
      element("summary", {}, t("ui.planner.limits")),
      element("div", { class: "opened terms" }, ...rows, element("p", { class: "second small" }, t("ui.planner.limits.note"))),
    );
    bench.follow((now, before) => {
      if (now.community !== before.community) this.#read(now.community);
      for (const field of this.root.querySelectorAll("label:not([for=limit-max_area_m2]) .second")) {
        field.textContent = unitWords(t, now.unit);
      }
    });
  }

  #changed(): void {
    const { community } = this.bench.now;
    const limits = this.#values();
    try {
      localStorage.setItem(shelf(community), JSON.stringify(limits));
    } catch {
      // Where nothing may be kept the limits hold for this visit.
    }
    this.bench.change({ limits });
  }

  #values(): Limits {
    const value = (name: keyof Limits): number | null => {
      const text = this.#inputs.get(name)?.value ?? "";
      return text === "" ? null : Number(text);
    };
    return { min_load: value("min_load"), max_load: value("max_load"), max_area_m2: value("max_area_m2") };
  }

  #read(community: string): void {
    let kept: unknown = null;
    try {
      kept = JSON.parse(localStorage.getItem(shelf(community)) ?? "null");
    } catch {
      kept = null;
    }
    for (const name of NAMES) {
      const value: unknown = Reflect.get(Object(kept), name);
      const input = this.#inputs.get(name);
      if (input !== undefined) input.value = typeof value === "number" ? String(value) : "";
    }
    const limits = this.#values();
    this.bench.change({ limits: NAMES.every((name) => limits[name] === null) ? NO_LIMITS : limits });
  }
}

function shelf(community: string): string {
  return `gridmap-limits-${community}`;
}
