// Two plans side by side under one slider, with a table of what moves; and merging two drafts.

import type { Translate } from "../../../shared/catalogue";
import { button, element } from "../../../shared/dom";
import { formatArea, formatNumber } from "../../../shared/numbers";
import { openDialog, tellDialog } from "../../../shell/dialog";
import { showRefusal, showToast } from "../../../shell/toast";
import type { DraftCell, PlanRow } from "../model";
import { nameOfCode, nameOfPlan, nameOfWorker } from "../panels/words";
import type { Comparison, MovedGround } from "../service";
import type { Session } from "../session";
import { swipe } from "./swipe";
import { rowsTable } from "./tables";

/** Compare two plans of the community; the choice begins with what is in force and the draft. */
export async function compareDrafts(session: Session, t: Translate, choose: (code: string) => void): Promise<void> {
  const { plans, draft } = session.bench.now;
  const known = plans.filter((plan) => plan.status !== "discarded");
  const inForce = known.find((plan) => plan.status === "published");
  const fresh = draft?.plan ?? known.find((plan) => plan !== inForce);
  const body = element("div", { class: "comparison", attributes: { "aria-live": "polite" } });
  const [first, second] = [select(t, known, inForce?.id), select(t, known, fresh?.id)];
  const merge = button({ class: "plain" }, () => void mergeThem(), t("ui.planner.merge_drafts"));
  let compared: { old: PlanRow; fresh: PlanRow } | null = null;

  const show = async (): Promise<void> => {
    const [old, other] = [first, second].map(({ value }) => known.find((plan) => plan.id === value));
    if (old === undefined || other === undefined || old === other) {
      body.replaceChildren(element("p", { class: "second" }, t("ui.planner.compare.same")));
      merge.disabled = true;
      return;
    }
    compared = { old, fresh: other };
    merge.disabled = old.status !== "draft" || other.status !== "draft";
    body.replaceChildren(element("p", { class: "second" }, t("ui.shell.loading")));
    try {
      const [found, before, after] = await Promise.all([
        session.service.compare(old.id, other.id),
        session.service.plan(old.id),
        session.service.plan(other.id),
      ]);
      body.replaceChildren(...parts(session, t, found, [before, after], [old, other], (code) => {
        body.closest("dialog")?.close();
        choose(code);
      }));
    } catch (error) {
      body.replaceChildren();
      showRefusal(t, error, { within: body });
    }
  };
  const mergeThem = async (): Promise<void> => {
    if (compared === null) return;
    try {
      await mergeDrafts(session, t, compared.old, compared.fresh, body);
    } catch (error) {
      showRefusal(t, error, { within: body });
    }
  };
  for (const one of [first, second]) one.addEventListener("change", () => void show());
  first.setAttribute("aria-label", t("ui.planner.compare.old"));
  second.setAttribute("aria-label", t("ui.planner.compare.new"));
  const line = element("div", { class: "compare-line" }, first, element("span", { attributes: { "aria-hidden": "true" } }, "→"), second, merge);
  void show();
  await tellDialog(t, t("ui.planner.compare.title"), [line, body], { wide: true });
}

function select(t: Translate, plans: readonly PlanRow[], chosen: string | undefined): HTMLSelectElement {
  const made = element("select", { class: "input" });
  for (const plan of plans) {
    const label = plan.status === "published" ? t("ui.planner.in_force") : nameOfPlan(t, plan);
    made.append(element("option", { attributes: { value: plan.id } }, label));
  }
  if (chosen !== undefined) made.value = chosen;
  return made;
}

function parts(
  session: Session,
  t: Translate,
  found: Comparison,
  [before, after]: readonly [readonly DraftCell[], readonly DraftCell[]],
  [old, fresh]: readonly [PlanRow, PlanRow],
  choose: (code: string) => void,
): HTMLElement[] {
  const now = session.bench.now;
  const cell = (code: string | null): string => (code === null ? "–" : nameOfCode(t, now, code));
  const worker = (code: string | null): string => (code === null ? "–" : nameOfWorker(t, now, code));
  const summary = t("ui.planner.compare.summary", {
    changed: found.changed_codes.length,
    fresh: found.new_codes.length,
    gone: found.gone_codes.length,
    unchanged: found.unchanged,
  });
  const columns = [
    { label: t("ui.planner.compare.from"), words: (row: MovedGround) => cell(row.old_code) },
    { label: t("ui.planner.compare.to"), words: (row: MovedGround) => cell(row.new_code) },
    { label: t("ui.planner.figure.area_m2"), figure: true, words: (row: MovedGround) => formatArea(row.area_m2) },
    { label: t("ui.planner.figure.load"), figure: true, words: (row: MovedGround) => formatNumber(row.load) },
    { label: t("ui.planner.figure.households"), figure: true, words: (row: MovedGround) => formatNumber(row.households) },
    { label: t("ui.planner.figure.points"), figure: true, words: (row: MovedGround) => formatNumber(row.points) },
    { label: t("ui.planner.figure.open_tasks"), figure: true, words: (row: MovedGround) => formatNumber(row.open_tasks) },
    {
      label: t("ui.planner.column.worker"),
      words: (row: MovedGround) => (row.old_worker === row.new_worker ? worker(row.new_worker) : `${worker(row.old_worker)} → ${worker(row.new_worker)}`),
    },
  ];
  return [
    element("p", {}, summary),
    swipe(t, before, after, found.changes, [labelOf(t, old), labelOf(t, fresh)]),
    found.rows.length === 0
      ? element("p", { class: "second" }, t("ui.planner.compare.nothing"))
      : rowsTable(t("ui.planner.compare.moves", { count: found.rows.length }), columns, found.rows, (row) => choose(row.new_code ?? row.old_code ?? "")),
  ];
}

function labelOf(t: Translate, plan: PlanRow): string {
  return plan.status === "published" ? t("ui.planner.in_force") : nameOfPlan(t, plan);
}

/** Merge two drafts into a third; where both moved a border, ask whose course counts. */
async function mergeDrafts(session: Session, t: Translate, one: PlanRow, other: PlanRow, within: HTMLElement): Promise<void> {
  const { service } = session;
  const name = t("ui.planner.merged_name", { one: one.name || one.id, other: other.name || other.id });
  let merged = await service.merge(one, other, null, name);
  if (merged.plan === null) {
    const rows = merged.clashes.map((clash) => element("li", {}, t(`ui.planner.op.${clash.op}`), ": ", clash.why));
    const side = await openDialog<"first" | "second">(t, {
      title: t("ui.planner.clash.title"),
      body: [element("p", {}, t("ui.planner.clash.text", { count: rows.length })), element("ul", { class: "news" }, ...rows)],
      actions: [
        { label: t("ui.planner.clash.take", { name: nameOfPlan(t, other) }), kind: "plain", pressed: () => "second" },
        { label: t("ui.planner.clash.take", { name: nameOfPlan(t, one) }), kind: "primary", pressed: () => "first" },
      ],
    });
    if (side === null) return;
    merged = await service.merge(one, other, side, name);
  }
  if (merged.plan === null) return;
  within.closest("dialog")?.close();
  await session.refreshPlans();
  await session.openDraft(merged.plan.id);
  showToast(t, { text: t("ui.planner.merged", { count: merged.edits }), kind: "good" });
}
