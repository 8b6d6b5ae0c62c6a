// Points as pages of a table, and what its columns are.

import type { Kind } from "../shared/symbols";
import { get } from "./client";
import { type PointCard, query } from "./points";
import type * as Schema from "./schema";
import { send } from "./sending";

/** A point as a table shows it; `time` is local. */
export type TableRow = Schema.TableRowAnswer;

export type TableField = Schema.TableFieldAnswer;

export type TablePage = Schema.TablePageAnswer;

export interface TableWish {
  readonly q: string;
  readonly filters: Readonly<Record<string, string>>;
  readonly sort: string;
  readonly offset: number;
  readonly limit: number;
}

export type WorkerRow = Schema.WorkerAnswer;

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
