// The life of a draft on the page: opened, edited through the queue, undone, locked, refused, stale.

import { Refusal } from "../../api/client";
import { freshKey } from "../../api/sending";
import type { Translate } from "../../shared/catalogue";
import { refusalOf } from "../../shell/refusal";
import { type Command, type Draft, type DraftCell, type Entry, interned, type PlanRow } from "./model";
import { type Errand, EditQueue, type Outcome } from "./queue";
import type { Amended, Service } from "./service";
import type { Bench } from "./state";

const STALE = 412;

export interface SessionCallbacks {
  refused(error: unknown): void;
  stale(errand: Errand | null): void;
  say(sentence: string): void;
  /** A community is on show; what can wait may be fetched now. */
  opened(community: string): void;
}

export class Session {
  readonly queue: EditQueue;
  /** What the next edit is to be called; asked for and forgotten when it is sent. */
  takeName: () => string = () => "";

  constructor(
    readonly service: Service,
    readonly bench: Bench,
    readonly t: Translate,
    readonly callbacks: SessionCallbacks,
  ) {
    this.queue = new EditQueue(
      (errand) => this.#send(errand),
      (waiting, online) => bench.change({ waiting, online }),
    );
  }

  /** Show a community: its plans, its cells in force, the draft worked on last. */
  async openCommunity(code: string, plan: string | null = null): Promise<void> {
    const wanted = plan ?? this.queue.planOfUnsent;
    const [plans, workers, rows, draft] = await Promise.all([
      this.service.plans(code),
      this.service.workers(code),
      this.service.cellsInForce(code),
      // The address may name a plan that is no draft any more, or none at all.
      wanted === null ? null : this.service.draft(wanted).catch(() => null),
    ]);
    const base = new Map(rows.map((cell) => [cell.code, cell]));
    const drawing = draft !== null && draft.plan.status === "draft" && draft.plan.community_code === code;
    this.bench.change({
      community: code,
      plans,
      workers: new Map(workers.map((worker) => [worker.code, worker])),
      base,
      draft: drawing ? { ...draft, cells: interned(draft.cells, base) } : null,
      selected: [],
      hovered: null,
      node: null,
      preview: null,
      refused: null,
      tool: "select",
    });
    if (this.queue.length > 0) void this.queue.run();
    this.callbacks.opened(code);
  }

  async openDraft(id: string | null): Promise<void> {
    if (id === null) {
      this.bench.change({ draft: null, preview: null, refused: null, tool: "select", node: null });
      return;
    }
    const draft = await this.service.draft(id);
    const cells = interned(draft.cells, this.bench.now.base);
    const kept = this.bench.now.selected.filter((code) => cells.has(code));
    this.bench.change({ draft: { ...draft, cells }, preview: null, refused: null, selected: kept, node: null });
    if (this.queue.length > 0) void this.queue.run();
  }

  /** Read anew who leads what, after cells were given to workers. */
  async refreshLeaders(): Promise<void> {
    const { community, draft, base } = this.bench.now;
    const [workers, rows, plan] = await Promise.all([
      this.service.workers(community),
      this.service.cellsInForce(community),
      draft === null ? null : this.service.draft(draft.plan.id),
    ]);
    const fresh = interned(new Map(rows.map((cell) => [cell.code, cell])), base);
    this.bench.change({
      workers: new Map(workers.map((worker) => [worker.code, worker])),
      base: fresh,
      ...(plan === null ? {} : { draft: { ...plan, cells: interned(plan.cells, fresh) } }),
    });
  }

  /** Read the plans anew, after one came or went. */
  async refreshPlans(): Promise<void> {
    this.bench.change({ plans: await this.service.plans(this.bench.now.community) });
  }

  /** Send a command; the promise says whether it stands. */
  send(command: Command): Promise<boolean> {
    const { draft } = this.bench.now;
    if (draft === null) return Promise.resolve(false);
    return this.queue.add(draft.plan.id, command, this.takeName());
  }

  undo(entry: Entry | null = null, all = false): Promise<void> {
    return this.#turn((plan, key) => this.service.undo(plan, all ? 0 : (entry?.number ?? null), key));
  }

  redo(entry: Entry | null = null): Promise<void> {
    return this.#turn((plan, key) => this.service.redo(plan, entry?.number ?? null, key));
  }

  async #turn(ask: (plan: PlanRow, key: string) => Promise<Amended>): Promise<void> {
    const { draft } = this.bench.now;
    if (draft === null) return;
    try {
      this.#amend(draft, await ask(draft.plan, freshKey()));
      this.bench.change({ preview: null, refused: null });
    } catch (error) {
      if (error instanceof Refusal && error.status === STALE) this.callbacks.stale(null);
      else this.callbacks.refused(error);
    }
  }

  async #send(errand: Errand): Promise<Outcome> {
    const { draft } = this.bench.now;
    if (draft === null || draft.plan.id !== errand.plan) return "unreached";
    try {
      const amended = await this.service.edit(draft.plan, errand.command, errand.key, errand.name);
      this.#amend(draft, amended);
      this.bench.change({ refused: null, ...(this.queue.length <= 1 ? { preview: null } : {}) });
      this.callbacks.say(this.t("ui.planner.done", { what: this.t(`ui.planner.op.${errand.command.op}`) }));
      return "stands";
    } catch (error) {
      if (!(error instanceof Refusal) && error instanceof TypeError) return "unreached";
      if (error instanceof Refusal && error.status >= 502) return "unreached";
      if (error instanceof Refusal && error.status === STALE) {
        this.callbacks.stale(errand);
        return "stale";
      }
      const { what, mend } = refusalOf(this.t, error);
      const where = error instanceof Refusal ? placeOfRefusal(error) : null;
      this.bench.change({ preview: null, refused: { title: what, detail: mend, where } });
      this.callbacks.refused(error);
      return "refused";
    }
  }

  #amend(draft: Draft, amended: Amended): void {
    const cells = new Map(draft.cells);
    for (const code of amended.gone) cells.delete(code);
    const fresh = new Map(amended.cells.map((cell) => [cell.code, cell]));
    for (const [code, cell] of interned(fresh, this.bench.now.base, draft.cells)) cells.set(code, cell);
    this.bench.change({
      draft: {
        ...draft,
        plan: { ...draft.plan, revision: amended.revision },
        cells: sorted(cells),
        journal: amended.journal,
        can_undo: amended.can_undo,
        can_redo: amended.can_redo,
      },
      selected: this.bench.now.selected.filter((code) => cells.has(code)),
    });
  }
}

function sorted(cells: ReadonlyMap<string, DraftCell>): ReadonlyMap<string, DraftCell> {
  return new Map([...cells].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Return where a refusal points, as GeoJSON, null where it names no place. */
export function placeOfRefusal(error: Refusal): object | null {
  const place: unknown = Reflect.get(error, "place");
  return typeof place === "object" ? place : null;
}
