// Hours of the week: 0 is Monday from midnight to one o'clock, 167 the last hour of Sunday.

export const DAYS = 7;
export const HOURS = 24;
export const WEEK = DAYS * HOURS;

export type HourSet = ReadonlySet<number>;

/** Return the hours of some days, 0 is Monday; from 22 to 4 runs over midnight. */
export function hoursOf(days: readonly number[], from: number, until: number): HourSet {
  const length = until > from ? until - from : until + HOURS - from;
  const hours = new Set<number>();
  for (const day of days) {
    for (let i = 0; i < length; i += 1) hours.add((day * HOURS + from + i) % WEEK);
  }
  return hours;
}

/** Return the block of hours between two corners of the week's table. */
export function blockOf(first: number, last: number): HourSet {
  const [day, otherDay] = [Math.floor(first / HOURS), Math.floor(last / HOURS)];
  const [hour, otherHour] = [first % HOURS, last % HOURS];
  const hours = new Set<number>();
  for (let d = Math.min(day, otherDay); d <= Math.max(day, otherDay); d += 1) {
    for (let h = Math.min(hour, otherHour); h <= Math.max(hour, otherHour); h += 1) {
      hours.add(d * HOURS + h);
    }
  }
  return hours;
}

/** Write hours as ranges such as "116-124,140-148": from the first hour to before the last. */
export function writeHours(hours: HourSet): string {
  const sorted = [...hours].sort((a, b) => a - b);
  const ranges: [number, number][] = [];
  for (const hour of sorted) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === hour) last[1] = hour + 1;
    else ranges.push([hour, hour + 1]);
  }
  return ranges.map(([from, until]) => `${from}-${until}`).join();
}

/** Read what `writeHours` wrote; null where it says nothing sensible. */
export function readHours(text: string): HourSet | null {
  const hours = new Set<number>();
  for (const part of text.split(",")) {
    if (!/^\d{1,3}-\d{1,3}$/.test(part)) return null;
    const [from = NaN, until = NaN] = part.split("-").map(Number);
    if (until > WEEK || until <= from) return null;
    for (let hour = from; hour < until; hour += 1) hours.add(hour);
  }
  return hours.size === 0 || hours.size === WEEK ? null : hours;
}

/** Return whether two choices of hours are the same. */
export function sameHours(a: HourSet | null, b: HourSet | null): boolean {
  return (a === null ? "" : writeHours(a)) === (b === null ? "" : writeHours(b));
}

const WORKDAYS = [0, 1, 2, 3, 4];
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];

/** Hours that people ask for by name. */
export const NAMED_HOURS: Readonly<Record<string, HourSet>> = {
  friday_night: hoursOf([4], 20, 4),
  weekend_night: hoursOf([4, 5], 20, 4),
  night: hoursOf(EVERY_DAY, 22, 6),
  working_day: hoursOf(WORKDAYS, 8, 18),
  evening: hoursOf(EVERY_DAY, 18, 22),
  weekend: hoursOf([5, 6], 0, 24),
};

/** Return the name of a choice of hours, null where it has none. */
export function nameOfHours(hours: HourSet): string | null {
  const written = writeHours(hours);
  const found = Object.entries(NAMED_HOURS).find(([, one]) => writeHours(one) === written);
  return found?.[0] ?? null;
}
