// Putting an earlier plan in force again.

import type { Translate } from "../../../shared/catalogue";
import { openDialog } from "../../../shell/dialog";
import { makeForm } from "../../../shell/form";
import { showToast } from "../../../shell/toast";
import { nameOfPlan } from "../panels/words";
import type { Publication } from "../service";
import type { Session } from "../session";
import { today } from "./tables";

/** Ask which plan is to be in force again, and from when. */
export async function rollBack(session: Session, t: Translate): Promise<void> {
  const { plans, community } = session.bench.now;
  const earlier = plans.filter((plan) => plan.status === "superseded").reverse();
  const form = makeForm(t, [
    {
      kind: "choice",
      name: "plan",
      label: t("ui.planner.roll_back.plan"),
      options: earlier.map((plan) => ({ value: plan.id, label: t("ui.planner.roll_back.from", { name: nameOfPlan(t, plan), day: plan.valid_from ?? "" }) })),
    },
    { kind: "date", name: "day", label: t("ui.planner.publish.day"), value: today(), required: true },
    { kind: "text", name: "reason", label: t("ui.planner.lock.reason"), longest: 200 },
  ]);
  const published = await openDialog<Publication>(t, {
    title: t("ui.planner.roll_back.title"),
    body: [form.root],
    actions: [
      {
        label: t("ui.planner.roll_back.go"),
        kind: "primary",
        pressed: async () => {
          const values = form.read();
          const plan = earlier.find((one) => one.id === values?.["plan"]);
          if (values === null || plan === undefined) return undefined;
          return session.service.rollBack(plan, String(values["day"]), String(values["reason"] ?? ""));
        },
      },
    ],
  });
  if (published === null) return;
  await session.openCommunity(community);
  showToast(t, { text: t("ui.planner.publish.done", { day: published.valid_from, count: published.cells }), kind: "good" });
}
