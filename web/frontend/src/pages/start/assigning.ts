// The step that brings in the workers and gives every cell one: without leaders no plan comes into
// force.

import { officeApi } from "../../api/office";
import { button, element } from "../../shared/dom";
import { formatNumber } from "../../shared/numbers";
import { progressView } from "../../shell/progress";
import { showRefusal } from "../../shell/toast";
import { FileStep } from "./importing";
import type { StepView } from "./page";
import { localDay } from "./publishing";

/** Return the step of the workers. */
export function assignStep(view: StepView): HTMLElement {
  const { t, guide } = view;
  const template = element(
    "a",
    { class: "plain", attributes: { href: "/api/v1/uploads/templates/workers.xlsx", download: "" } },
    t("ui.start.template"),
  );
  const file = new FileStep(t, { kind: "workers", settings: {}, done: view.again });
  const bringing = [element("p", {}, t("ui.start.assign.lead")), element("div", { class: "row" }, template), file.root];
  if (guide.workers === 0) return element("div", { class: "form" }, ...bringing);
  const more = element("details", { class: "more" }, element("summary", {}, t("ui.start.assign.more")), element("div", { class: "form" }, ...bringing));
  return element("div", { class: "form" }, ...proposing(view, more), more);
}

function proposing({ t, guide, done }: StepView, more: HTMLDetailsElement): HTMLElement[] {
  const refusal = element("div", { attributes: { role: "alert" } });
  const work = element("div");
  const assign = async (): Promise<void> => {
    refusal.replaceChildren();
    start.disabled = true;
    try {
      const { plans } = await officeApi.drafts();
      const view = progressView(t, t("ui.start.assigning"));
      work.replaceChildren(view.root);
      let [led, without, why] = [0, 0, ""];
      const day = localDay();
      for (const [place, plan] of plans.entries()) {
        view.show({ state: "running", share: place / plans.length, stage: plan.community_code });
        const proposal = await officeApi.proposal(plan.id, day);
        if (proposal.assignments.length > 0) await officeApi.assign(proposal.assignments, day);
        led += proposal.assignments.length;
        without += proposal.without_leader.length;
        why = proposal.open_posts[0]?.text ?? why;
      }
      const told = t("ui.start.assigned", { led: formatNumber(led), without: formatNumber(without) });
      view.show({ state: "done", stage: told });
      if (without === 0) return await done();
      more.open = true;
      refusal.replaceChildren(
        element("div", { class: "alert" }, element("p", {}, told), element("p", { class: "second" }, why), element("p", { class: "second" }, t("ui.start.assign.short"))),
      );
    } catch (error) {
      work.replaceChildren();
      showRefusal(t, error, { within: refusal });
    } finally {
      start.disabled = false;
    }
  };
  const start = button({ class: "primary" }, () => void assign(), t("ui.start.assign.do"));
  return [
    element("p", {}, t("ui.start.assign.have", { count: guide.workers, cells: guide.leaderless })),
    work,
    refusal,
    element("div", { class: "row" }, start),
  ];
}
