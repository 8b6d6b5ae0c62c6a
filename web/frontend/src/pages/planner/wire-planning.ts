// Dividing, comparing, publishing and merging as requests.

import { get } from "../../api/client";
import { send } from "../../api/sending";
import type { Comparison, Impact, JobState, Merged, MovedGround, Publication, Service, Sheet } from "./service";

type Planning = Pick<
  Service,
  "divide" | "rebalance" | "job" | "cancel" | "compare" | "impact" | "sheets" | "publish" | "unschedule" | "rollBack" | "merge"
>;

const id = (text: string): string => encodeURIComponent(text);

type Row = Readonly<Record<string, string | number | null>>;


interface ComparisonAnswer {
  readonly changes: { readonly type: string; readonly features: readonly { readonly properties: Row }[] };
  readonly workers: readonly { readonly worker_code: string; readonly old_cells: readonly string[]; readonly new_cells: readonly string[] }[];
  readonly new_codes: readonly string[];
  readonly gone_codes: readonly string[];
  readonly changed_codes: readonly string[];
  readonly unchanged_count: number;
}

interface ImpactAnswer {
  readonly cells: Impact["cells"];
  readonly workers: Impact["workers"];
  readonly unassigned: readonly string[];
  readonly breaches: readonly { readonly text: string }[];
  readonly renamed: Readonly<Record<string, string>>;
  readonly load_unit: string;
  readonly rule_of_open_tasks: string;
}

interface JobAnswer {
  readonly id: string;
  readonly state: JobState["state"];
  readonly progress_ratio: number;
  readonly doing: string;
  readonly problem: { readonly title: string; readonly detail: string } | null;
  readonly result: {
    readonly drafts?: readonly { readonly plan_id: string; readonly notes?: readonly string[] }[];
  };
}

function jobOf(answer: JobAnswer): JobState {
  const draft = answer.result.drafts?.[0];
  return {
    id: answer.id,
    state: answer.state,
    share: answer.progress_ratio,
    doing: answer.doing,
    fault: answer.problem === null ? "" : `${answer.problem.title} ${answer.problem.detail}`,
    plan: draft?.plan_id ?? null,
    notes: draft?.notes ?? [],
  };
}

interface PublicationAnswer {
  readonly scheduled: boolean;
  readonly valid_from: string;
  readonly cell_count: number;
  readonly leaderless: readonly string[];
  readonly renamed: Readonly<Record<string, string>>;
}

function published(answer: PublicationAnswer): Publication {
  return { ...answer, cells: answer.cell_count };
}

export const wirePlanning: Planning = {
  async divide(wish) {
    const body = {
      method: wish.method,
      ...(wish.cells === null ? {} : { cells: wish.cells }),
      ...(wish.min_load === null ? {} : { min_load: wish.min_load }),
      ...(wish.max_load === null ? {} : { max_load: wish.max_load }),
      keeps_barriers: wish.keeps_barriers,
      seed: wish.seed,
      communities: [wish.community],
    };
    return jobOf(await send<JobAnswer>({ method: "POST", path: "/divisions", body }));
  },

  async rebalance(plan, tolerance_ratio, name) {
    const body = { plan_id: plan.id, tolerance_ratio, name };
    return jobOf(await send<JobAnswer>({ method: "POST", path: "/divisions/rebalances", body }));
  },

  async job(job) {
    return jobOf(await get<JobAnswer>(`/jobs/${id(job)}`));
  },

  async cancel(job) {
    await send<JobAnswer>({ method: "POST", path: `/jobs/${id(job)}/cancel`, body: {} });
  },

  async compare(old, fresh): Promise<Comparison> {
    const answer = await get<ComparisonAnswer>(`/plans/${id(old)}/comparison?other=${id(fresh)}`);
    return {
      changes: answer.changes,
      rows: answer.changes.features
        .map(({ properties }) => properties)
        .filter((one) => one["kind"] === "area")
        .map(moved),
      workers: answer.workers.map((one) => ({ code: one.worker_code, old_cells: one.old_cells, new_cells: one.new_cells })),
      new_codes: answer.new_codes,
      gone_codes: answer.gone_codes,
      changed_codes: answer.changed_codes,
      unchanged: answer.unchanged_count,
    };
  },

  async impact(draft, day, limits): Promise<Impact> {
    const asked = new URLSearchParams({ plans: draft.id, valid_from: day });
    for (const [name, limit] of Object.entries(limits)) if (limit !== null) asked.set(name, String(limit));
    const answer = await get<ImpactAnswer>(`/publications/impact?${asked.toString()}`);
    return { ...answer, breaches: answer.breaches.map(({ text }) => text) };
  },

  async sheets(draft, day): Promise<readonly Sheet[]> {
    const path = `/publications/handovers?plans=${id(draft.id)}&valid_from=${id(day)}`;
    return (await get<{ readonly sheets: readonly Sheet[] }>(path)).sheets;
  },

  async publish(draft, day): Promise<Publication> {
    const body = { plans: [draft.id], valid_from: day };
    return published(await send<PublicationAnswer>({ method: "POST", path: "/publications", body }));
  },

  async unschedule(plan) {
    await send<object>({ method: "POST", path: `/plans/${id(plan.id)}/unschedule`, body: {} });
  },

  async rollBack(plan, day, reason): Promise<Publication> {
    const body = { valid_from: day, reason };
    return published(await send<PublicationAnswer>({ method: "POST", path: `/plans/${id(plan.id)}/roll-back`, body }));
  },

  merge(one, other, prefer, name): Promise<Merged> {
    const body = { first: one.id, second: other.id, name, ...(prefer === null ? {} : { prefer }) };
    return send<Merged>({ method: "POST", path: "/drafts/merge", body });
  },
};

const COUNTED = ["shops", "hazards", "cameras", "incidents", "components"];

function moved(row: Row): MovedGround {
  const number = (name: string): number => Number(row[name] ?? 0);
  const text = (name: string): string | null => (row[name] === null || row[name] === undefined ? null : String(row[name]));
  return {
    old_code: text("old_code"),
    new_code: text("new_code"),
    old_worker: text("old_worker"),
    new_worker: text("new_worker"),
    area_m2: number("area_m2"),
    load: number("load"),
    households: number("households"),
    points: COUNTED.reduce((sum, name) => sum + number(name), 0),
    open_tasks: number("open_tasks"),
  };
}
