// What the columns meant in the last file of the same kind: lists come each month from one program.

import type { HeldUpload, Look } from "../../../api/imports";

export interface Before {
  readonly name: string;
  /** The day on which it was imported. */
  readonly day: string;
  readonly columns: Readonly<Record<string, string>>;
}

/** Return the newest imported file that named its columns as this one does, if it says anything else. */
export function asBefore(uploads: readonly HeldUpload[], kind: string, look: Look): Before | null {
  const known = new Set(look.columns);
  for (const upload of uploads) {
    if (upload.kind !== kind || upload.committed_at === null) continue;
    const columns = columnsOf(upload);
    const named = Object.values(columns).filter((column) => column !== "");
    if (named.length === 0 || !named.every((column) => known.has(column))) continue;
    const differs = Object.entries(columns).some(([field, column]) => (look.meanings[field] ?? "") !== column);
    return differs ? { name: upload.name, day: upload.committed_at.slice(0, 10), columns } : null;
  }
  return null;
}

function columnsOf({ settings }: HeldUpload): Readonly<Record<string, string>> {
  const told = settings["columns"];
  if (typeof told !== "object" || told === null) return {};
  return Object.fromEntries(Object.entries(told).filter((pair): pair is [string, string] => typeof pair[1] === "string"));
}
