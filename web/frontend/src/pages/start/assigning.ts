// The step that brings in the workers and gives every cell one.

import { officeApi } from "../../api/office";
import { button, element } from "../../shared/dom";
import { showRefusal, showToast } from "../../shell/toast";
import { FileStep } from "./importing";
import type { StepView } from "./page";
import { progressView } from "../../shell/progress";
import { localDay } from "./publishing";

/** Return the step of the workers. */
export function assignStep({ t, guide, done }: StepView): HTMLElement {
  const refusal = element("div", { attributes: { role: "alert" } });
  const work = element("div");
  const assign = async (): Promise<void> => {
    refusal.replaceChildren();
    start.disabled = true;
    try {
      const { plans } = await officeApi.drafts();
      const view = progressView(t, t("ui.start.assigning"));
      work.replaceChildren(view.root);
      let [led, without] = [0, 0];
      for (const [place, plan] of plans.entries()) {
        view.show({ state: "running", share: place / plans.length, stage: plan.community_code });
        const day = localDay();
        const proposal = await officeApi.proposal(plan.id, day);
        if (proposal.assignments.length > 0) await officeApi.assign(proposal.assignments, day);
        led += proposal.assignments.length;
        without += proposal.without_leader.length;
      }
      view.show({ state: "done", stage: t("ui.start.assigned", { led, without }) });
      showToast(t, { text: t("ui.start.assigned", { led, without }), kind: "good" });
      await done();
    } catch (error) {
      work.replaceChildren();
      showRefusal(t, error, { within: refusal });
    } finally {
      start.disabled = false;
    }
  };
  const start = button({ class: "primary" }, () => void assign(), t("ui.start.assign.do"));
  const template = element(
    "a",
    { class: "plain", attributes: { href: "/api/v1/uploads/templates/workers.xlsx", download: "" } },
    t("ui.start.template"),
  );
  if (guide.workers > 0) {
    return element(
      "div",
      { class: "form" },
      element("p", {}, t("ui.start.assign.have", { count: guide.workers })),
      work,
      refusal,
      element("div", { class: "row" }, start),
    );
  }
  return element(
    "div",
    { class: "form" },
    element("p", {}, t("ui.start.assign.lead")),
    element("div", { class: "row" }, template),
    new FileStep(t, { kind: "workers", settings: {}, done: again }).root,
  );

  // With workers in the store the same step goes on to the assignment.
  async function again(): Promise<void> {
    location.reload();
    return Promise.resolve();
  }
}
