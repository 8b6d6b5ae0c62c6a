// The guide: six steps, each says what is done and what comes next; what is done is seen in the store.

import { type Guide, officeApi } from "../../api/office";
import type { Translate } from "../../shared/catalogue";
import { button, element } from "../../shared/dom";
import { formatNumber } from "../../shared/numbers";
import { namePlace } from "../../shell/frame";
import { showRefusal } from "../../shell/toast";
import { assignStep } from "./assigning";
import { divideStep } from "./dividing";
import { publishStep } from "./publishing";
import { boundaryStep, groundStep } from "./files";
import { territoryStep } from "./territory";

export interface StepView {
  readonly t: Translate;
  readonly guide: Guide;
  /** This step is done, or left out: go on to the next one. */
  readonly done: () => Promise<void>;
  /** Look at the store again; the step stays open while something is left to do in it. */
  readonly again: () => Promise<void>;
}

interface Step {
  readonly name: string;
  readonly isDone: (guide: Guide) => boolean;
  readonly isReady: (guide: Guide) => boolean;
  /** One may go on without it. */
  readonly isOptional?: boolean;
  readonly told: (t: Translate, guide: Guide) => string;
  readonly open: (view: StepView) => HTMLElement;
}

const count = (t: Translate, code: string, number: number): string =>
  t(code, { count: formatNumber(number) });

const STEPS: readonly Step[] = [
  {
    name: "territory",
    isDone: (guide) => guide.communities.length > 0 || wasSkipped("territory"),
    isReady: () => true,
    told: (t, { territory }) =>
      territory === null
        ? ""
        : t("ui.start.territory.told", {
            name: territory.name,
            levels: territory.levels.length,
            digits: territory.code_digits,
          }),
    open: territoryStep,
  },
  {
    name: "boundary",
    isDone: (guide) => guide.communities.length > 0,
    isReady: () => true,
    told: (t, guide) => count(t, "ui.start.boundary.told", guide.communities.length),
    open: boundaryStep,
  },
  {
    name: "ground",
    isDone: (guide) => guide.drafts.length + guide.published.length > 0 || wasSkipped("ground"),
    isReady: (guide) => guide.communities.length > 0,
    isOptional: true,
    told: (t, guide) =>
      t("ui.start.ground.told", {
        streets: formatNumber(guide.streets),
        buildings: formatNumber(guide.buildings),
        blocks: formatNumber(guide.blocks),
      }),
    open: groundStep,
  },
  {
    name: "divide",
    isDone: (guide) => guide.drafts.length + guide.published.length > 0,
    isReady: (guide) => guide.communities.length > 0,
    told: (t, guide) =>
      count(t, "ui.start.divide.told", new Set([...guide.drafts, ...guide.published]).size),
    open: divideStep,
  },
  {
    name: "assign",
    isDone: (guide) => guide.published.length > 0 || (guide.drafts.length > 0 && guide.leaderless === 0),
    isReady: (guide) => guide.drafts.length > 0,
    told: (t, guide) => count(t, "ui.start.assign.told", guide.workers),
    open: assignStep,
  },
  {
    name: "publish",
    isDone: (guide) => guide.published.length > 0,
    isReady: (guide) => guide.drafts.length > 0,
    told: (t, guide) => count(t, "ui.start.publish.told", guide.published.length),
    open: publishStep,
  },
];

const SKIPPED = "gridmap.start.";

function wasSkipped(name: string): boolean {
  return sessionStorage.getItem(SKIPPED + name) !== null;
}

/** Open the guide in an element. */
export async function openPage(root: HTMLElement, t: Translate): Promise<void> {
  await new GuidePage(root, t).look();
}

class GuidePage {
  #opened: string | null = null;

  constructor(
    readonly root: HTMLElement,
    readonly t: Translate,
  ) {}

  /** Look at the store, and open the first step that is not done. */
  async look(): Promise<void> {
    const { t } = this;
    const guide = await officeApi.guide();
    namePlace(guide.territory?.name ?? "", t("ui.start.title"));
    this.#opened = STEPS.find((step) => !step.isDone(guide))?.name ?? null;
    this.#draw(guide);
  }

  #draw(guide: Guide): void {
    const { t } = this;
    const done = STEPS.filter((step) => step.isDone(guide)).length;
    const head = element(
      "header",
      { class: "guide-head" },
      element("h2", {}, t(done === STEPS.length ? "ui.start.over" : "ui.start.lead")),
      element("p", { class: "second" }, t(done === STEPS.length ? "ui.start.over.note" : "ui.start.progress", { done, total: STEPS.length })),
    );
    const steps = STEPS.map((step, place) => this.#step(step, place, guide));
    const list = element("ol", { class: "guide" }, ...steps);
    // Once everything is done one wants to go on, not to read what was done.
    const onward = done === STEPS.length ? [this.#onward()] : [];
    const body = element("div", { class: "sheet-body guide-body" }, head, ...onward, list);
    this.root.replaceChildren(element("div", { class: "sheet" }, body));
    const next = list.querySelector<HTMLElement>(".guide-step.open h3");
    if (done > 0) next?.focus();
  }

  #onward(): HTMLElement {
    const { t } = this;
    const link = (href: string, code: string, kind: string): HTMLElement =>
      element("a", { class: kind, attributes: { href } }, t(code));
    return element(
      "p",
      { class: "row" },
      link("/map", "ui.start.to_map", "primary"),
      link("/statistics", "ui.start.to_statistics", "plain"),
      link("/planner", "ui.start.to_planner", "plain"),
    );
  }

  #step(step: Step, place: number, guide: Guide): HTMLElement {
    const { t } = this;
    const open = this.#opened === step.name;
    const done = step.isDone(guide);
    const ready = step.isReady(guide);
    const state = done ? step.told(t, guide) : ready ? t(`ui.start.${step.name}.next`) : t("ui.start.later");
    const title = element("h3", { attributes: { tabindex: "-1" } }, t(`ui.start.${step.name}`));
    const change = button({ class: "plain small-button" }, () => this.#toggle(step, guide), t(open ? "ui.start.fold" : done ? "ui.start.change" : "ui.start.open"));
    change.setAttribute("aria-expanded", String(open));
    change.disabled = !ready && !open;
    const mark = element("span", { class: "guide-mark", attributes: { "aria-hidden": "true" } }, done ? "✓" : String(place + 1));
    const item = element(
      "li",
      { class: ["panel guide-step", open ? "open" : "", done ? "done" : ""].join(" ").trim(), attributes: { "data-step": step.name } },
      element(
        "div",
        { class: "guide-line" },
        mark,
        element("div", { class: "guide-words" }, title, element("p", { class: "second" }, state)),
        change,
      ),
    );
    if (open) item.append(element("div", { class: "guide-content" }, this.#content(step, guide)));
    return item;
  }

  #content(step: Step, guide: Guide): HTMLElement {
    const { t } = this;
    const again = (): Promise<void> => this.look().catch((error: unknown) => showRefusal(t, error));
    const view: StepView = {
      t,
      guide,
      again,
      done: () => {
        sessionStorage.setItem(SKIPPED + step.name, "");
        return again();
      },
    };
    const content = step.open(view);
    if (step.isOptional) {
      const skip = button({ class: "plain" }, () => void view.done(), t("ui.start.go_on"));
      content.append(element("div", { class: "row guide-foot" }, skip));
    }
    return content;
  }

  #toggle(step: Step, guide: Guide): void {
    this.#opened = this.#opened === step.name ? null : step.name;
    this.#draw(guide);
  }
}
