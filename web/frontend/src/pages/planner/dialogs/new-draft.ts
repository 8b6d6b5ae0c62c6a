// A new draft: from a plan that there is, or by dividing the community anew with progress.

import type { Translate } from "../../../shared/catalogue";
import { element } from "../../../shared/dom";
import { openDialog } from "../../../shell/dialog";
import { type Form, makeForm } from "../../../shell/form";
import { followJob, progressView } from "../../../shell/progress";
import { showToast } from "../../../shell/toast";
import { nameOfPlan } from "../panels/words";
import type { DivisionWish, JobState } from "../service";
import type { Session } from "../session";

const WAYS = ["copy", "divide", "rebalance"] as const;
type Way = (typeof WAYS)[number];

/** Ask how the draft is to begin, and open it. */
export async function newDraft(session: Session, t: Translate): Promise<void> {
  const { plans, draft } = session.bench.now;
  const sources = plans.filter((plan) => plan.status === "published" || plan.status === "draft" || plan.status === "superseded");
  const inForce = sources.find((plan) => plan.status === "published");
  const way = radios(t, sources.length > 0 ? "copy" : "divide", sources.length > 0);
  const copy = makeForm(t, [
    {
      kind: "choice",
      name: "source",
      label: t("ui.planner.new.source"),
      value: draft?.plan.id ?? inForce?.id ?? "",
      options: sources.map((plan) => ({ value: plan.id, label: plan === inForce ? t("ui.planner.in_force") : nameOfPlan(t, plan) })),
    },
    { kind: "text", name: "name", label: t("ui.planner.new.name"), longest: 80, hint: t("ui.planner.new.name.hint") },
  ]);
  const divide = divisionForm(t, session.bench.now.base.size);
  const even = evenForm(t);
  const running = element("div", { attributes: { "aria-live": "polite" } });
  const show = (): void => {
    copy.root.hidden = way.chosen() !== "copy";
    divide.root.hidden = way.chosen() !== "divide";
    even.root.hidden = way.chosen() !== "rebalance";
  };
  way.root.addEventListener("change", show);
  show();
  const plan = await openDialog<string>(t, {
    title: t("ui.planner.new_draft"),
    body: [way.root, copy.root, divide.root, even.root, running],
    actions: [
      {
        label: t("ui.planner.new.go"),
        kind: "primary",
        pressed: () => {
          if (way.chosen() === "copy") return copied(session, copy);
          return way.chosen() === "divide" ? divided(session, t, divide, running) : evened(session, t, even, running);
        },
      },
    ],
  });
  if (plan === null) return;
  await session.refreshPlans();
  await session.openDraft(plan);
  showToast(t, { text: t("ui.planner.new.done"), kind: "good" });
}

function radios(t: Translate, first: Way, both: boolean): { root: HTMLElement; chosen: () => Way } {
  const inputs = WAYS.map((value) => {
    const input = element("input", { attributes: { type: "radio", name: "new-draft-way", value } });
    input.checked = value === first;
    input.disabled = value !== "divide" && !both;
    return input;
  });
  const labels = inputs.map((input) => element("label", {}, input, element("span", {}, t(`ui.planner.new.${input.value}`))));
  const root = element("div", { class: "segments", attributes: { role: "radiogroup", "aria-label": t("ui.planner.new.way") } }, ...labels);
  return { root, chosen: () => WAYS[inputs.findIndex((input) => input.checked)] ?? "divide" };
}

function divisionForm(t: Translate, cells: number): Form {
  return makeForm(t, [
    {
      kind: "choice",
      name: "method",
      label: t("ui.planner.divide.method"),
      value: "balanced",
      options: ["balanced", "lattice", "blocks"].map((value) => ({ value, label: t(`ui.planner.divide.${value}`) })),
    },
    { kind: "number", name: "cells", label: t("ui.planner.divide.cells"), value: cells > 1 ? cells : 12, least: 1, most: 500, required: true },
    { kind: "number", name: "min_load", label: t("ui.planner.divide.min"), least: 0, most: 1e9, hint: t("ui.planner.divide.limits.hint") },
    { kind: "number", name: "max_load", label: t("ui.planner.divide.max"), least: 0, most: 1e9 },
    { kind: "switch", name: "barriers", label: t("ui.planner.divide.barriers"), value: true },
    { kind: "number", name: "seed", label: t("ui.planner.divide.seed"), value: 0, least: 0, most: 1e9, hint: t("ui.planner.divide.seed.hint") },
  ]);
}

async function copied(session: Session, form: Form): Promise<string | undefined> {
  const values = form.read();
  if (values === null) return undefined;
  const source = session.bench.now.plans.find((plan) => plan.id === values["source"]);
  if (source === undefined) return undefined;
  return (await session.service.create(source, String(values["name"] ?? ""))).id;
}

async function divided(session: Session, t: Translate, form: Form, running: HTMLElement): Promise<string | undefined> {
  const values = form.read();
  if (values === null) return undefined;
  const number = (name: string): number | null => (typeof values[name] === "number" ? values[name] : null);
  const wish: DivisionWish = {
    community: session.bench.now.community,
    method: String(values["method"]),
    cells: number("cells"),
    min_load: number("min_load"),
    max_load: number("max_load"),
    keeps_barriers: values["barriers"] === true,
    seed: number("seed") ?? 0,
  };
  return watched(session, t, await session.service.divide(wish), running);
}

async function evened(session: Session, t: Translate, form: Form, running: HTMLElement): Promise<string | undefined> {
  const values = form.read();
  const { plans, draft } = session.bench.now;
  const source = draft?.plan ?? plans.find((plan) => plan.status === "published");
  if (values === null || source === undefined) return undefined;
  const tolerance_ratio = Number(values["tolerance"]) / 100;
  return watched(session, t, await session.service.rebalance(source, tolerance_ratio, t("ui.planner.rebalance.name")), running);
}

/** Show a job until it ends, and return the draft that came out of it. */
async function watched(session: Session, t: Translate, job: JobState, running: HTMLElement): Promise<string | undefined> {
  const { service } = session;
  const view = progressView(t, t("ui.planner.divide.running"), () => service.cancel(job.id));
  running.replaceChildren(view.root);
  const ended = await followJob({
    read: () => service.job(job.id),
    progress: ({ state, share, doing }) => ({ state, share, stage: doing === "" ? "" : t(`ui.job.doing.${doing}`) }),
    view,
  });
  if (ended.fault !== "") running.append(element("p", { class: "alert" }, ended.fault));
  for (const note of ended.notes) showToast(t, { text: note });
  return ended.plan ?? undefined;
}

function evenForm(t: Translate): Form {
  return makeForm(t, [
    {
      kind: "number",
      name: "tolerance",
      label: t("ui.planner.rebalance.tolerance"),
      value: 5,
      least: 1,
      most: 50,
      unit: "%",
      required: true,
      hint: t("ui.planner.rebalance.hint"),
    },
  ]);
}
