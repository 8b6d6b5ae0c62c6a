// The periods to choose from: whole time, years, quarters and months that hold rows.

import type { Translate } from "../../shared/catalogue";

export interface PeriodChoice {
  /** As the API names it. */
  readonly value: string;
  readonly label: string;
}

export const WHOLE_TIME = "all";
const MOST_MONTHS = 24;

function lastDay(year: number, month: number): string {
  const day = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

function firstDay(year: number, month: number): string {
  return `${year}-${String(month).padStart(2, "0")}-01`;
}

/** Return the choices that lie between two days, the newest first. */
export function periodChoices(t: Translate, days: readonly [string, string] | null): PeriodChoice[] {
  const choices: PeriodChoice[] = [{ value: WHOLE_TIME, label: t("ui.statistics.period.all") }];
  if (days === null) return choices;
  const [fromYear = 0, fromMonth = 1] = days[0].split("-").map(Number);
  const [toYear = 0, toMonth = 12] = days[1].split("-").map(Number);
  for (let year = toYear; year >= fromYear; year -= 1) {
    const value = `${firstDay(year, 1)}_${lastDay(year, 12)}`;
    choices.push({ value, label: t("ui.statistics.period.year", { year }) });
  }
  const months: PeriodChoice[] = [];
  let [year, month] = [toYear, toMonth];
  while ((year > fromYear || (year === fromYear && month >= fromMonth)) && months.length < MOST_MONTHS) {
    const value = `${firstDay(year, month)}_${lastDay(year, month)}`;
    months.push({ value, label: t("ui.statistics.period.month", { year, month: String(month).padStart(2, "0") }) });
    [year, month] = month === 1 ? [year - 1, 12] : [year, month - 1];
  }
  return [...choices, ...quarters(t, toYear, toMonth), ...months];
}

function quarters(t: Translate, toYear: number, toMonth: number): PeriodChoice[] {
  let [year, quarter] = [toYear, Math.ceil(toMonth / 3)];
  return Array.from({ length: 4 }, () => {
    const choice = {
      value: `${firstDay(year, quarter * 3 - 2)}_${lastDay(year, quarter * 3)}`,
      label: t("ui.statistics.period.quarter", { year, quarter }),
    };
    [year, quarter] = quarter === 1 ? [year - 1, 4] : [year, quarter - 1];
    return choice;
  });
}
