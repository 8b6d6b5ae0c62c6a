// The territory, accounts, tokens, the audit, files on their way in, and long work, as the API
// tells of them.

import { get, Refusal } from "./client";
import type * as Schema from "./schema";
import { freshKey, send } from "./sending";
import type { Words } from "./statistics";

export type LevelFields = Schema.LevelFields;

export type Territory = Schema.TerritoryFields;

export type Guide = Schema.GuideAnswer;

export interface ProblemTold {
  readonly title: string;
  readonly detail: string;
  readonly where?: string;
}

export type JobTold = Schema.JobAnswer;

export type UploadTold = Schema.UploadAnswer;

export interface PreviewTold {
  readonly problem: ProblemTold | null;
  readonly count: number;
  readonly columns: readonly string[];
  readonly meanings: Readonly<Record<string, string>>;
  readonly rows: readonly { readonly row: number; readonly cells: readonly string[] }[];
  readonly crs: string | null;
  readonly notes: readonly string[];
}

export interface KindTold {
  readonly kind: string;
  readonly fields: readonly { readonly name: string; readonly label: string; readonly is_required: boolean }[];
}

export interface Account {
  readonly username: string;
  readonly display_name: string;
  readonly roles: readonly string[];
  readonly scope: readonly string[];
  readonly active: boolean;
  readonly one_time: boolean;
  readonly one_time_password: string | null;
}

export interface Token {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly made_at: string;
  readonly expires_at: string | null;
  readonly used_at: string | null;
  readonly revoked_at: string | null;
  readonly token: string | null;
}

export type AuditEntry = Schema.EntryAnswer;

export interface ClassRow {
  readonly kind: string;
  readonly code: string;
  readonly group: string;
  readonly standard_code: string;
  readonly name: Words;
}

const id = encodeURIComponent;

async function sendFile(kind: string, file: File): Promise<UploadTold> {
  const body = new FormData();
  body.set("kind", kind);
  body.set("file", file);
  const response = await fetch("/api/v1/uploads", {
    method: "POST",
    body,
    headers: { "Idempotency-Key": freshKey() },
    credentials: "same-origin",
  });
  const value: unknown = await response.json().catch(() => ({}));
  if (response.ok) return value as UploadTold;
  const said = (name: string): string => String(Reflect.get(Object(value), name) ?? "");
  throw new Refusal(response.status, said("title") || response.statusText, said("detail"));
}

export const officeApi = {
  guide: (): Promise<Guide> => get("/administration/guide"),
  putTerritory: (body: Territory): Promise<Territory> => send({ method: "PUT", path: "/administration/territory", body }),
  classes: (): Promise<{ readonly classes: readonly ClassRow[] }> => get("/administration/classes"),
  audit: (before: number, limit: number): Promise<{ readonly total: number; readonly entries: readonly AuditEntry[] }> =>
    get(`/administration/audit?before=${before}&limit=${limit}`),
  chain: (): Promise<{ readonly count: number; readonly broken: number | null; readonly head: string }> =>
    get("/administration/audit/chain"),

  accounts: (): Promise<{ readonly accounts: readonly Account[] }> => get("/accounts"),
  addAccount: (body: object): Promise<Account> => send({ method: "POST", path: "/accounts", body }),
  changeAccount: (name: string, body: object): Promise<Account> => send({ method: "PUT", path: `/accounts/${id(name)}`, body }),
  resetAccount: (name: string): Promise<Account> => send({ method: "POST", path: `/accounts/${id(name)}/reset` }),
  signOutAccount: (name: string): Promise<null> => send({ method: "POST", path: `/accounts/${id(name)}/sign-out` }),

  tokens: (): Promise<{ readonly tokens: readonly Token[] }> => get("/tokens"),
  addToken: (body: object): Promise<Token> => send({ method: "POST", path: "/tokens", body }),
  revokeToken: (name: string): Promise<Token> => send({ method: "DELETE", path: `/tokens/${id(name)}` }),

  kinds: (): Promise<{ readonly kinds: readonly KindTold[] }> => get("/uploads/kinds"),
  sendFile,
  settle: (upload: string, body: object): Promise<UploadTold> => send({ method: "PUT", path: `/uploads/${id(upload)}/settings`, body }),
  preview: (upload: string): Promise<PreviewTold> => get(`/uploads/${id(upload)}/preview`),
  check: (upload: string): Promise<JobTold> => send({ method: "POST", path: `/uploads/${id(upload)}/check` }),
  bringIn: (upload: string, onlyGood: boolean): Promise<JobTold> =>
    send({ method: "POST", path: `/uploads/${id(upload)}/import`, body: { only_good: onlyGood } }),

  jobs: (): Promise<{ readonly jobs: readonly JobTold[] }> => get("/jobs"),
  job: (job: string): Promise<JobTold> => get(`/jobs/${id(job)}`),
  cancelJob: (job: string): Promise<JobTold> => send({ method: "POST", path: `/jobs/${id(job)}/cancel` }),
  backUp: (): Promise<JobTold> => send({ method: "POST", path: "/jobs/backups" }),
  divide: (body: object): Promise<JobTold> => send({ method: "POST", path: "/divisions", body }),

  drafts: (): Promise<{ readonly plans: readonly { readonly id: string; readonly community_code: string }[] }> => get("/drafts"),
  proposal: (plan: string, day: string): Promise<{ readonly assignments: readonly Post[]; readonly without_leader: readonly string[]; readonly open_posts: readonly { readonly text: string }[] }> =>
    get(`/assignments/proposal?plan=${id(plan)}&valid_from=${day}`),
  assign: (posts: readonly Post[], day: string): Promise<object> =>
    send({
      method: "POST",
      path: "/assignments",
      body: {
        assignments: posts.map(({ cell_code, worker_code, duty }) => ({ cell_code, worker_code, duty })),
        valid_from: day,
      },
    }),
  publish: (plans: readonly string[], day: string): Promise<object> =>
    send({ method: "POST", path: "/publications", body: { plans, valid_from: day } }),
};

export interface Post {
  readonly cell_code: string;
  readonly worker_code: string;
  readonly duty: string;
}
