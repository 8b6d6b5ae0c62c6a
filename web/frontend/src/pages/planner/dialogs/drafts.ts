// What is done with whole drafts: open, divide, compare, weigh, publish, merge, put aside.

import type { Translate } from "../../../shared/catalogue";
import { confirmDialog } from "../../../shell/dialog";
import { showRefusal, showToast } from "../../../shell/toast";
import type { PlanRow } from "../model";
import type { CommunityRow } from "../service";
import type { Session } from "../session";
import { compareDrafts } from "./compare";
import { weighImpact } from "./impact";
import { newDraft } from "./new-draft";
import { publishDraft } from "./publish";
import { rollBack } from "./roll-back";
import { nameOfPlan } from "../panels/words";

export class DraftDialogs {
  constructor(
    readonly session: Session,
    readonly t: Translate,
    readonly communities: readonly CommunityRow[],
    readonly choose: (code: string) => void,
  ) {}

  create(): Promise<void> {
    return this.#try(newDraft(this.session, this.t));
  }

  compare(): Promise<void> {
    return this.#try(compareDrafts(this.session, this.t, this.choose));
  }

  impact(): Promise<void> {
    return this.#try(weighImpact(this.session, this.t));
  }

  publish(): Promise<void> {
    return this.#try(publishDraft(this.session, this.t));
  }

  /** Call a plan back that waits for its day. */
  unschedule(plan: PlanRow): Promise<void> {
    return this.#try(
      (async () => {
        await this.session.service.unschedule(plan);
        await this.session.refreshPlans();
        await this.session.openDraft(plan.id);
        showToast(this.t, { text: this.t("ui.planner.unscheduled"), kind: "good" });
      })(),
    );
  }

  rollBack(): Promise<void> {
    return this.#try(rollBack(this.session, this.t));
  }

  async discard(): Promise<void> {
    const { draft } = this.session.bench.now;
    if (draft === null) return;
    const name = nameOfPlan(this.t, draft.plan);
    const sure = await confirmDialog(this.t, {
      title: this.t("ui.planner.discard.title", { name }),
      text: this.t("ui.planner.discard.text"),
      action: this.t("ui.planner.discard.go"),
      danger: true,
    });
    if (sure) await this.#try(this.#discard());
  }

  async #discard(): Promise<void> {
    const { draft } = this.session.bench.now;
    if (draft === null) return;
    await this.session.service.discard(draft.plan);
    await this.session.openDraft(null);
    await this.session.refreshPlans();
    showToast(this.t, { text: this.t("ui.planner.discard.done"), kind: "good" });
  }

  async #try(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      showRefusal(this.t, error);
    }
  }
}
