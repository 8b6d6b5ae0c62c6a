// Points as pages of a table, and what its columns are.

import { get } from "./client";
import { type PointCard, type PointRow, query } from "./points";
import type { Kind } from "../shared/symbols";
import { send } from "./sending";

/** A point as a table shows it; `time` is local. */
export interface TableRow extends PointRow {
  readonly time: string;
}

export interface TableField {
  readonly name: string;
  readonly label: string;
  readonly is_attribute: boolean;
  readonly type: "choice" | "number" | "boolean" | "text";
  readonly choices: readonly { readonly value: string; readonly label: string }[];
}

export interface TablePage {
  readonly total: number;
  readonly found: number;
  readonly rows: readonly TableRow[];
}

export interface TableWish {
  readonly q: string;
  readonly filters: Readonly<Record<string, string>>;
  readonly sort: string;
  readonly offset: number;
  readonly limit: number;
}

export interface WorkerRow {
  readonly code: string;
  readonly name: string;
  readonly community_code: string | null;
  readonly role: string;
  readonly duties: readonly string[];
  readonly base: readonly [number, number] | null;
  readonly telephone: string | null;
  readonly capacity: number | null;
  readonly trained: boolean;
  readonly load: number;
  readonly over: boolean;
  readonly led_codes: readonly string[];
}

const id = encodeURIComponent;

export const tablesApi = {
  fields: (kind: Kind): Promise<{ readonly fields: readonly TableField[] }> => get(`/tables/${kind}/fields`),
  rows: (kind: Kind, wish: TableWish): Promise<TablePage> =>
    get(`/tables/${kind}${query({ ...wish, filters: JSON.stringify(wish.filters) })}`),
  edit: (kind: Kind, row: TableRow, body: object): Promise<PointCard> =>
    send({ method: "PATCH", path: `/points/${kind}/${id(row.id)}`, body, revision: row.revision }),
  workers: (): Promise<{ readonly workers: readonly WorkerRow[] }> => get("/workers"),
  changeWorker: (row: WorkerRow, change: object): Promise<WorkerRow> =>
    send({
      method: "PUT",
      path: `/workers/${id(row.code)}`,
      body: {
        name: row.name,
        community_code: row.community_code,
        role: row.role,
        duties: row.duties,
        base: row.base,
        telephone: row.telephone,
        capacity: row.capacity,
        trained: row.trained,
        ...change,
      },
    }),
};
