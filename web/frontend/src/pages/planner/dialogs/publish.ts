// Publishing a draft on a day: first what it changes, then the day, then what came of it.

import { Refusal } from "../../../api/client";
import type { Translate } from "../../../shared/catalogue";
import { button, element } from "../../../shared/dom";
import { openDialog } from "../../../shell/dialog";
import { makeForm } from "../../../shell/form";
import { showToast } from "../../../shell/toast";
import { nameOfPlan } from "../panels/words";
import type { Impact, Publication } from "../service";
import { placeOfRefusal, type Session } from "../session";
import { impactParts } from "./impact";
import { today } from "./tables";

/** Publish the draft, or say why it cannot be published and where. */
export async function publishDraft(session: Session, t: Translate): Promise<void> {
  const { draft, community } = session.bench.now;
  if (draft === null) return;
  const impact = await session.service.impact(draft.plan, today(), session.bench.now.limits);
  const form = makeForm(t, [
    { kind: "date", name: "day", label: t("ui.planner.publish.day"), value: today(), required: true, hint: t("ui.planner.publish.day.hint") },
  ]);
  const published = await openDialog<Publication>(t, {
    title: t("ui.planner.publish.title", { name: nameOfPlan(t, draft.plan) }),
    wide: true,
    body: [form.root, ...toWorkers(session, t, impact), ...impactParts(session, t, impact)],
    actions: [
      {
        label: t("ui.planner.publish.go"),
        kind: "primary",
        pressed: async () => {
          const values = form.read();
          if (values === null) return undefined;
          return refusable(session, () => session.service.publish(draft.plan, String(values["day"])));
        },
      },
    ],
  });
  if (published === null) return;
  await session.openCommunity(community);
  const code = published.scheduled ? "ui.planner.publish.scheduled" : "ui.planner.publish.done";
  showToast(t, { text: t(code, { day: published.valid_from, count: published.cells }), kind: "good" });
}

/** Where a cell has no leader, lead to where it gets one. */
function toWorkers(session: Session, t: Translate, impact: Impact): HTMLElement[] {
  if (impact.unassigned.length === 0) return [];
  const go = button(
    { class: "plain small-button" },
    () => {
      go.closest("dialog")?.close();
      session.bench.change({ mode: "workers" });
    },
    t("ui.planner.publish.assign"),
  );
  const words = element("span", {}, t("ui.planner.publish.leaderless", { count: impact.unassigned.length }));
  return [element("div", { class: "alert spread" }, words, go)];
}

/** Let a refusal show its place on the map behind the dialog, too. */
async function refusable<Answer>(session: Session, work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) {
      const where = placeOfRefusal(error);
      session.bench.change({ refused: { title: error.title, detail: error.detail, where } });
    }
    throw error;
  }
}
