// A span of days: the last so many, or from one day to another (both included).

export type Period =
  | { readonly days: number }
  | { readonly since: string | null; readonly until: string | null };

export const SPANS = [7, 30, 90, 365] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;

/** Return a day as 2026-11-22, by the clock of the reader. */
export function dayText(day: Date): string {
  const pad = (value: number): string => String(value).padStart(2, "0");
  return `${day.getFullYear()}-${pad(day.getMonth() + 1)}-${pad(day.getDate())}`;
}

/** Return the first and the last day that a period means today. */
export function daysOf(period: Period, today: Date): { since: string | null; until: string | null } {
  if (!("days" in period)) return period;
  const first = new Date(today.getTime() - (period.days - 1) * DAY_MS);
  return { since: dayText(first), until: dayText(today) };
}

/** Write a period as "30" or "2026-01-01..2026-01-31". */
export function writePeriod(period: Period): string {
  return "days" in period ? String(period.days) : `${period.since ?? ""}..${period.until ?? ""}`;
}

/** Read what `writePeriod` wrote; null where it says nothing sensible. */
export function readPeriod(text: string): Period | null {
  if (/^\d{1,5}$/.test(text)) return Number(text) > 0 ? { days: Number(text) } : null;
  const [since = "", until = "", ...more] = text.split("..");
  if (more.length > 0 || !text.includes("..")) return null;
  const day = (written: string): string | null | undefined =>
    written === "" ? null : DAY.test(written) ? written : undefined;
  const [from, to] = [day(since), day(until)];
  if (from === undefined || to === undefined || (from === null && to === null)) return null;
  return { since: from, until: to };
}
