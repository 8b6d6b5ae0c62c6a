// Locking a cell for a reason, perhaps until a day, or opening it again.

import type { Translate } from "../../../shared/catalogue";
import { element } from "../../../shared/dom";
import { confirmDialog, openDialog } from "../../../shell/dialog";
import { makeForm } from "../../../shell/form";
import { showRefusal, showToast } from "../../../shell/toast";
import { nameOfCode } from "../panels/words";
import type { Session } from "../session";

/** Lock a cell, or open it where it is locked. */
export async function turnLock(session: Session, t: Translate, code: string): Promise<void> {
  const { draft } = session.bench.now;
  if (draft === null) return;
  const name = nameOfCode(t, session.bench.now, code);
  const lock = draft.locks.find((one) => one.kind === "cell" && one.cell_code === code);
  try {
    if (lock !== undefined) await unlock(session, t, name, lock.id, lock.reason);
    else await putLock(session, t, name, code);
  } catch (error) {
    showRefusal(t, error);
  }
}

async function unlock(session: Session, t: Translate, name: string, id: string, reason: string): Promise<void> {
  const { draft } = session.bench.now;
  if (draft === null) return;
  const sure = await confirmDialog(t, {
    title: t("ui.planner.unlock.title", { name }),
    text: t("ui.planner.unlock.text", { reason }),
    action: t("ui.planner.unlock.go"),
  });
  if (!sure) return;
  await session.service.unlock(draft.plan, id);
  await session.openDraft(draft.plan.id);
}

async function putLock(session: Session, t: Translate, name: string, code: string): Promise<void> {
  const { draft } = session.bench.now;
  if (draft === null) return;
  const form = makeForm(t, [
    { kind: "text", name: "reason", label: t("ui.planner.lock.reason"), required: true, longest: 200 },
    { kind: "date", name: "until", label: t("ui.planner.lock.until"), hint: t("ui.planner.lock.until.hint") },
  ]);
  const locked = await openDialog<true>(t, {
    title: t("ui.planner.lock.title", { name }),
    body: [element("p", { class: "second" }, t("ui.planner.lock.text")), form.root],
    actions: [
      {
        label: t("ui.planner.lock.go"),
        kind: "primary",
        pressed: async () => {
          const values = form.read();
          if (values === null) return undefined;
          const until = String(values["until"] ?? "");
          await session.service.lock(draft.plan, code, String(values["reason"]), until === "" ? null : until);
          return true;
        },
      },
    ],
  });
  if (locked !== true) return;
  await session.openDraft(draft.plan.id);
  showToast(t, { text: t("ui.planner.lock.done", { name }), kind: "good" });
}
