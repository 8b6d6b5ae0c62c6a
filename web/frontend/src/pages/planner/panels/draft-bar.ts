// The bar above the workbench: which draft, what was done to it, how to go back, and the way out.

import type { Translate } from "../../../shared/catalogue";
import { button, element } from "../../../shared/dom";
import { formatNumber } from "../../../shared/numbers";
import { menuButton } from "../../../shell/menu";
import type { PlanRow } from "../model";
import type { CommunityRow } from "../service";
import { type Bench, type Fill, mayDraw, mayUndo, type Mode, type State } from "../state";
import { sign } from "./signs";
import { nameOfPlan } from "./words";

export interface BarActions {
  community(code: string): void;
  plan(id: string | null): void;
  undo(): void;
  redo(): void;
  create(): void;
  compare(): void;
  impact(): void;
  publish(): void;
  discard(): void;
  changes(): void;
  unschedule(plan: PlanRow): void;
  rollBack(): void;
}

export class DraftBar {
  readonly root: HTMLElement;
  readonly #community = element("select", { class: "input" });
  readonly #plan = element("select", { class: "input plan-choice" });
  readonly #changes = element("span", { class: "second figure changes", attributes: { role: "status" } });
  readonly #undo: HTMLButtonElement;
  readonly #redo: HTMLButtonElement;
  readonly #publish: HTMLButtonElement;
  readonly #impact: HTMLButtonElement;

  constructor(
    readonly bench: Bench,
    readonly t: Translate,
    communities: readonly CommunityRow[],
    actions: BarActions,
  ) {
    this.#community.setAttribute("aria-label", t("ui.planner.community"));
    this.#plan.setAttribute("aria-label", t("ui.planner.plan_choice"));
    for (const { code, name } of communities) {
      this.#community.append(element("option", { attributes: { value: code } }, name || code));
    }
    this.#community.addEventListener("change", () => actions.community(this.#community.value));
    this.#plan.addEventListener("change", () => actions.plan(this.#plan.value === "" ? null : this.#plan.value));
    const turn = (way: "undo" | "redo", keys: string, pressed: () => void): HTMLButtonElement => {
      const name = t(`ui.planner.${way}`);
      return button({ class: "icon", attributes: { "aria-label": name, title: `${name} (${keys})`, "aria-keyshortcuts": keys } }, pressed, sign(way));
    };
    this.#undo = turn("undo", "Z", actions.undo);
    this.#redo = turn("redo", "Shift+Z", actions.redo);
    this.#publish = button({ class: "primary" }, actions.publish, t("ui.planner.publish"));
    this.#impact = button({ class: "plain" }, actions.impact, t("ui.planner.impact"));
    const more = menuButton({
      label: t("ui.planner.more"),
      class: "icon",
      sign: "⋯",
      items: () => [
        { label: t("ui.planner.changes"), pressed: actions.changes },
        ...bench.now.plans
          .filter((plan) => plan.status === "scheduled")
          .map((plan) => ({
            label: t("ui.planner.unschedule", { name: nameOfPlan(t, plan), day: plan.valid_from ?? "" }),
            pressed: () => actions.unschedule(plan),
          })),
        {
          label: t("ui.planner.roll_back"),
          pressed: actions.rollBack,
          disabled: !bench.now.plans.some((plan) => plan.status === "superseded"),
        },
        { label: t("ui.planner.discard"), pressed: actions.discard, disabled: !mayDraw(bench.now), danger: true },
      ],
    });
    this.root = element(
      "div",
      { class: "draft-bar", attributes: { role: "region", "aria-label": t("ui.planner.bar") } },
      this.#community,
      this.#plan,
      button({ class: "plain" }, actions.create, t("ui.planner.new_draft")),
      this.#undo,
      this.#redo,
      this.#changes,
      element("span", { class: "grow" }),
      this.#segments<Mode>("mode", ["borders", "workers"], (mode) => bench.change({ mode })),
      this.#segments<Fill>("fill", ["worker", "load", "deviation"], (fill) => bench.change({ fill })),
      button({ class: "plain" }, actions.compare, t("ui.planner.compare")),
      this.#impact,
      this.#publish,
      more,
    );
    bench.follow((now, before) => this.#follow(now, before));
  }

  #segments<Value extends Mode | Fill>(name: "mode" | "fill", values: readonly Value[], chosen: (value: Value) => void): HTMLElement {
    const parts = values.map((value) => {
      const input = element("input", { attributes: { type: "radio", name: `bench-${name}`, value } });
      input.addEventListener("change", () => chosen(value));
      this.bench.follow((now) => {
        input.checked = now[name] === value;
      });
      return element("label", {}, input, element("span", {}, this.t(`ui.planner.${name}.${value}`)));
    });
    return element("div", { class: "segments", attributes: { role: "radiogroup", "aria-label": this.t(`ui.planner.${name}`) } }, ...parts);
  }

  #follow(now: State, before: State): void {
    if (this.#community.value !== now.community) this.#community.value = now.community;
    if (now.plans !== before.plans || this.#plan.options.length === 0) this.#fillPlans(now);
    const chosen = now.draft?.plan.id ?? "";
    if (this.#plan.value !== chosen) this.#plan.value = chosen;
    const drawing = mayDraw(now);
    this.#undo.disabled = !mayUndo(now);
    this.#redo.disabled = !drawing || !(now.draft?.can_redo ?? false);
    this.#publish.disabled = this.#impact.disabled = !drawing;
    const count = now.draft?.journal.filter((entry) => entry.kind === "edit" && entry.standing).length ?? 0;
    const words = [
      drawing ? this.t(count === 1 ? "ui.planner.change_count.one" : "ui.planner.change_count", { count: formatNumber(count) }) : "",
      now.waiting > 0 ? this.t(now.online ? "ui.planner.saving" : "ui.planner.unsent", { count: now.waiting }) : "",
    ];
    const said = words.filter(Boolean).join(" · ");
    if (this.#changes.textContent !== said) this.#changes.textContent = said;
    this.#changes.classList.toggle("warning-text", !now.online);
  }

  #fillPlans(now: State): void {
    const drafts = now.plans.filter((plan) => plan.status === "draft");
    this.#plan.replaceChildren(
      element("option", { attributes: { value: "" } }, this.t("ui.planner.in_force")),
      ...drafts.map((plan) => element("option", { attributes: { value: plan.id } }, nameOfPlan(this.t, plan))),
    );
  }
}
