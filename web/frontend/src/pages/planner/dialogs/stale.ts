// Somebody else changed the draft meanwhile: what changed, and how one's own edit goes on.

import type { Translate } from "../../../shared/catalogue";
import { element } from "../../../shared/dom";
import { openDialog } from "../../../shell/dialog";
import { showRefusal, showToast } from "../../../shell/toast";
import type { Entry } from "../model";
import { nameOfCode } from "../panels/words";
import type { Errand } from "../queue";
import type { Service } from "../service";
import type { Session } from "../session";

/** Show what others did since, and take it in; the waiting edits go on top, or are given up. */
export async function tellStale(session: Session, service: Service, t: Translate, errand: Errand | null): Promise<void> {
  const before = session.bench.now.draft;
  if (before === null) return;
  try {
    const fresh = await service.draft(before.plan.id);
    const known = before.journal.at(-1)?.number ?? 0;
    const news = fresh.journal.filter((entry) => entry.number > known);
    const choice = await ask(session, t, news, errand);
    if (choice !== "mine") session.queue.drop();
    session.bench.change({ preview: null });
    await session.openDraft(before.plan.id);
    if (choice === "mine" && errand !== null) {
      showToast(t, { text: t("ui.planner.stale.merged", { count: news.length }), kind: "good" });
    }
  } catch (error) {
    showRefusal(t, error);
  }
}

async function ask(
  session: Session,
  t: Translate,
  news: readonly Entry[],
  errand: Errand | null,
): Promise<"mine" | "theirs" | null> {
  const rows = news.map((entry) => {
    const where = entry.codes.slice(0, 3).map((code) => nameOfCode(t, session.bench.now, code)).join(t("ui.planner.and"));
    const what = entry.name || t(`ui.planner.op.${entry.op || entry.kind}`);
    return element("li", {}, element("strong", {}, what), ` ${where}`, element("span", { class: "second" }, entry.by === "" ? "" : ` · ${entry.by}`));
  });
  const mine = errand === null ? null : element("p", {}, t("ui.planner.stale.mine", { what: t(`ui.planner.op.${errand.command.op}`) }));
  const actions =
    errand === null
      ? [{ label: t("ui.planner.stale.take"), kind: "primary" as const, pressed: () => "theirs" as const }]
      : [
          { label: t("ui.planner.stale.drop"), kind: "plain" as const, pressed: () => "theirs" as const },
          { label: t("ui.planner.stale.merge"), kind: "primary" as const, pressed: () => "mine" as const },
        ];
  return openDialog<"mine" | "theirs">(t, {
    title: t("ui.planner.stale.title"),
    body: [
      element("p", {}, t("ui.planner.stale.text", { count: news.length })),
      element("ul", { class: "news" }, ...rows),
      ...(mine === null ? [] : [mine]),
    ],
    actions,
  });
}
