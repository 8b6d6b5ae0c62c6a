// The workbench's wishes as requests, and the answers in its own words.

import { get } from "../../api/client";
import type {
  CommunityAnswer,
  Cursor,
  DraftChanges,
  EntryAnswer,
  Journal,
  Meters,
  PlanAnswer,
  PlanCells,
} from "../../api/planning";
import { freshKey, send } from "../../api/sending";
import { cellsOf } from "../../api/topology";
import type { Collection, Overview } from "../../api/types";
import type { BlockRow } from "./layers/blocks";
import type { Draft, DraftCell, Entry, LockRow, PlanRow, Shape, WorkerRow } from "./model";
import type { Amended, Service } from "./service";
import { wirePlanning } from "./wire-planning";
import { wireWorkers } from "./wire-workers";

interface Figures {
  readonly code: string;
  readonly name: string;
  readonly area_m2: number;
  readonly load: number | null;
  readonly compactness_ratio: number;
  readonly households?: number | null;
}

interface BlockProperties {
  readonly community_code: string;
  readonly name: string;
  readonly load: number;
}

const id = (text: string): string => encodeURIComponent(text);

/** Codes of the cells of each draft to their leaders: the figures of an edit do not repeat them. */
const leadersOf = new Map<string, ReadonlyMap<string, string | null>>();

function cell(figures: Figures, shape: Shape, worker: string | null): DraftCell {
  return {
    code: figures.code,
    name: figures.name,
    shape,
    area_m2: figures.area_m2,
    load: figures.load,
    households: figures.households ?? null,
    compactness: figures.compactness_ratio,
    worker,
    locked: false,
  };
}

async function cells(plan: string): Promise<ReadonlyMap<string, DraftCell>> {
  const [topology, meters] = await Promise.all([
    get<PlanCells>(`/plans/${id(plan)}/cells`),
    get<Meters>(`/plans/${id(plan)}/meters`),
  ]);
  const leaders = new Map(meters.cells.map(({ code, leader_code }) => [code, leader_code]));
  leadersOf.set(plan, leaders);
  return new Map(
    cellsOf(topology).map(({ properties, shape }) => [
      properties.code,
      cell(properties, shape, leaders.get(properties.code) ?? null),
    ]),
  );
}

function shapeOf(geometry: object): Shape {
  const type: unknown = Reflect.get(geometry, "type");
  const coordinates: unknown = Reflect.get(geometry, "coordinates");
  return (type === "Polygon" ? [coordinates] : coordinates) as Shape;
}

function entries(rows: readonly EntryAnswer[], cursor: Cursor): Entry[] {
  const standing = new Set(cursor.standing);
  return rows.map((row) => ({
    number: row.number,
    kind: row.kind === "adoption" ? "border" : row.kind,
    op: row.op,
    name: row.name,
    by: row.by,
    at: row.at,
    standing: standing.has(row.number),
    codes: row.codes,
  }));
}

const journals = new Map<string, readonly EntryAnswer[]>();

function amended(plan: string, changes: DraftChanges): Amended {
  const known = journals.get(plan) ?? [];
  const numbers = new Set(known.map(({ number }) => number));
  const all = [...known, ...changes.entries.filter(({ number }) => !numbers.has(number))];
  journals.set(plan, all);
  const leaders = leadersOf.get(plan);
  return {
    revision: changes.plan.revision,
    cells: changes.cells.features.map(({ properties, geometry }) =>
      cell(properties, shapeOf(geometry), leaders?.get(properties.code) ?? null),
    ),
    gone: changes.gone,
    journal: entries(all, changes.cursor),
    can_undo: changes.cursor.standing.length > 0,
    can_redo: changes.cursor.undone.length > 0,
  };
}

async function turn(way: "undo" | "redo", draft: PlanRow, to: number | null, key: string): Promise<Amended> {
  const body = to === null ? {} : { to: String(to) };
  const path = `/drafts/${id(draft.id)}/${way}`;
  return amended(draft.id, await send<DraftChanges>({ method: "POST", path, body, revision: draft.revision, key }));
}

async function locksOn(plan: string): Promise<readonly LockRow[]> {
  const { locks } = await get<{ readonly locks: readonly LockRow[] }>(`/plans/${id(plan)}/locks`);
  return locks;
}

export const wire: Service = {
  ...wirePlanning,
  ...wireWorkers,

  async open() {
    const [overview, { communities }] = await Promise.all([
      get<Overview>("/overview"),
      get<{ readonly communities: readonly CommunityAnswer[] }>("/communities"),
    ]);
    const rows = communities.map(({ code, name }) => ({ code, name }));
    return { name: overview.name, bounds: overview.bounds, communities: rows };
  },

  async plans(community) {
    const { plans } = await get<{ readonly plans: readonly PlanAnswer[] }>(`/plans?community=${id(community)}`);
    return plans;
  },

  async workers(community) {
    const { workers } = await get<{ readonly workers: readonly WorkerRow[] }>("/workers");
    const home = (one: WorkerRow): number => (one.community_code === community ? 0 : 1);
    return [...workers].sort((one, other) => home(one) - home(other) || one.code.localeCompare(other.code));
  },

  async blocks(community) {
    const rows = await get<Collection<BlockProperties>>("/layers/blocks.geojson");
    return rows.features
      .filter(({ properties }) => properties.community_code === community)
      .map((feature): BlockRow => {
        const { name, load } = feature.properties;
        // A file of ours names a row by the id of the feature.
        return { id: String(Reflect.get(feature, "id")), name, load, geometry: feature.geometry };
      });
  },

  async cellsInForce(community) {
    const answer = await get<CommunityAnswer>(`/communities/${id(community)}`);
    return answer.in_force === null ? [] : [...(await cells(answer.in_force.id)).values()];
  },

  async plan(plan) {
    return [...(await cells(plan)).values()];
  },

  async draft(plan): Promise<Draft> {
    const [found, journal, locks] = await Promise.all([
      cells(plan),
      get<Journal>(`/plans/${id(plan)}/journal`),
      locksOn(plan),
    ]);
    journals.set(plan, journal.entries);
    const locked = new Set(locks.filter(({ kind }) => kind === "cell").map(({ cell_code }) => cell_code));
    const everything = locks.some(({ kind }) => kind === "plan");
    const marked = [...found.values()].map((one) =>
      everything || locked.has(one.code) ? { ...one, locked: true } : one,
    );
    return {
      plan: journal.plan,
      cells: new Map(marked.map((one) => [one.code, one])),
      journal: entries(journal.entries, journal.cursor),
      can_undo: journal.cursor.standing.length > 0,
      can_redo: journal.cursor.undone.length > 0,
      locks,
    };
  },

  create(source, name) {
    return send<PlanAnswer>({ method: "POST", path: "/drafts", body: { based_on: source.id, name } });
  },

  async discard(draft) {
    await send<PlanAnswer>({ method: "POST", path: `/drafts/${id(draft.id)}/discard`, body: {} });
  },

  async edit(draft, command, key, name) {
    const path = `/drafts/${id(draft.id)}/edits`;
    const changes = await send<DraftChanges>({ method: "POST", path, body: { command, ...(name === "" ? {} : { name }) }, revision: draft.revision, key });
    return amended(draft.id, changes);
  },

  undo: (draft, backTo, key) => turn("undo", draft, backTo, key),
  redo: (draft, upTo, key) => turn("redo", draft, upTo, key),

  lock(draft, cell_code, reason, until) {
    const body = { cell_code, reason, ...(until === null ? {} : { until }) };
    return send<LockRow>({ method: "POST", path: `/plans/${id(draft.id)}/locks`, body, key: freshKey() });
  },

  async unlock(draft, lock) {
    await send<null>({ method: "DELETE", path: `/plans/${id(draft.id)}/locks/${id(lock)}` });
  },
};
