// Giving cells to workers and asking for proposals; afterwards map, table and cards agree again.

import type { Translate } from "../../../shared/catalogue";
import { showRefusal, showToast } from "../../../shell/toast";
import { nameOfCode, nameOfWorker } from "../panels/words";
import type { HeldPost, Proposal } from "../service";
import type { Session } from "../session";

export interface Terms {
  readonly duty: string;
  readonly from: string;
  readonly to: string | null;
}

export class Assigning {
  constructor(
    readonly session: Session,
    readonly t: Translate,
    /** What the fields say: which duty, from when, until when. */
    readonly terms: () => Terms,
  ) {}

  /** Give cells to a worker. */
  async give(codes: readonly string[], worker: string): Promise<void> {
    const { duty, from, to } = this.terms();
    const now = this.session.bench.now;
    await this.#do(async () => {
      await this.session.service.assign(
        codes.map((cell_code) => ({ cell_code, worker_code: worker, duty })),
        from,
        to,
      );
      const names = codes.slice(0, 3).map((code) => nameOfCode(this.t, now, code)).join(this.t("ui.planner.and"));
      this.#said(this.t("ui.planner.assign.done", { count: codes.length, names, worker: nameOfWorker(this.t, now, worker) }));
    });
  }

  /** End what a worker does in a cell. */
  async end(post: HeldPost): Promise<void> {
    await this.#do(async () => {
      const { cell_code, worker_code, duty } = post;
      await this.session.service.relieve([{ cell_code, worker_code, duty }], this.terms().from);
      this.#said(this.t("ui.planner.assign.ended"));
    });
  }

  /** Accept assignments that were proposed. */
  async accept(posts: readonly HeldPost[]): Promise<void> {
    const { from, to } = this.terms();
    await this.#do(async () => {
      await this.session.service.assign(posts.map(({ cell_code, worker_code, duty }) => ({ cell_code, worker_code, duty })), from, to);
      this.#said(this.t("ui.planner.propose.accepted", { count: posts.length }));
    });
  }

  async propose(anew: boolean): Promise<Proposal | null> {
    const plan = this.plan;
    if (plan === null) return null;
    let found: Proposal | null = null;
    await this.#do(async () => {
      found = await this.session.service.propose(plan, this.terms().from, anew);
    });
    return found;
  }

  async held(): Promise<readonly HeldPost[]> {
    return this.plan === null ? [] : this.session.service.held(this.plan);
  }

  /** The plan whose cells are given: the draft on show, else the one in force. */
  get plan(): string | null {
    const { draft, plans } = this.session.bench.now;
    return draft?.plan.id ?? plans.find((plan) => plan.status === "published")?.id ?? null;
  }

  #said(text: string): void {
    showToast(this.t, { text, kind: "good" });
  }

  async #do(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      await this.session.refreshLeaders();
    } catch (error) {
      showRefusal(this.t, error);
    }
  }
}
