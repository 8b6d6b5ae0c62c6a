// The last step: the drafts come into force.

import { officeApi } from "../../api/office";
import { button, element } from "../../shared/dom";
import { makeForm } from "../../shell/form";
import { showRefusal, showToast } from "../../shell/toast";
import type { StepView } from "./page";

/** Return today as the clock of this machine has it, such as 2026-10-01. */
export function localDay(): string {
  const now = new Date();
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** Return the step that publishes. */
export function publishStep({ t, guide, done }: StepView): HTMLElement {
  const form = makeForm(t, [
    { kind: "date", name: "day", label: t("ui.start.day"), value: localDay(), required: true, hint: t("ui.start.day.hint") },
  ]);
  const refusal = element("div", { attributes: { role: "alert" } });
  const publish = async (): Promise<void> => {
    const values = form.read();
    if (values === null) return;
    refusal.replaceChildren();
    start.disabled = true;
    try {
      const { plans } = await officeApi.drafts();
      // Of several drafts of a community the newest one is meant.
      const newest = new Map(plans.map((plan) => [plan.community_code, plan.id]));
      await officeApi.publish([...newest.values()], String(values["day"]));
      showToast(t, { text: t("ui.start.published", { count: newest.size }), kind: "good" });
      await done();
    } catch (error) {
      showRefusal(t, error, { within: refusal });
    } finally {
      start.disabled = false;
    }
  };
  const start = button({ class: "primary" }, () => void publish(), t("ui.start.publish.do", { count: guide.drafts.length }));
  start.disabled = !guide.may_publish;
  return element(
    "div",
    { class: "form" },
    element("p", {}, t("ui.start.publish.lead")),
    element("p", {}, element("a", { attributes: { href: "/planner" } }, t("ui.start.publish.look"))),
    guide.may_publish ? form.root : element("p", { class: "second" }, t("ui.start.publish.may_not")),
    refusal,
    element("div", { class: "row" }, start),
  );
}
