import { describe, expect, it } from "vitest";
import { blockOf, hoursOf, NAMED_HOURS, nameOfHours, readHours, writeHours } from "./hours";
import { daysOf, readPeriod, writePeriod } from "./period";

describe("hours of the week", () => {
  it("lets Friday night run into Saturday", () => expect(writeHours(hoursOf([4], 20, 4))).toBe("116-124"));
  it("lets Sunday night run into Monday", () => expect(writeHours(hoursOf([6], 22, 6))).toBe("0-6,166-168"));
  it.each(Object.keys(NAMED_HOURS))("knows %s again", (name) => {
    const hours = NAMED_HOURS[name];
    expect(hours === undefined ? null : nameOfHours(readHours(writeHours(hours)) ?? new Set())).toBe(name);
  });
  it("brushes a block of days and hours", () => expect(writeHours(blockOf(2 * 24 + 9, 8))).toBe("8-10,32-34,56-58"));
  it.each(["", "x", "5-3", "0-169", "-1-4", "3"])("refuses %s", (text) => expect(readHours(text)).toBeNull());
});

describe("a period", () => {
  it.each(["30", "2026-01-01..2026-01-31", "2026-01-01..", "..2026-01-31"])("comes back from %s", (text) => {
    const period = readPeriod(text);
    expect(period === null ? null : writePeriod(period)).toBe(text);
  });
  it.each(["", "0", "..", "2026-1-1..", "a..b"])("refuses %s", (text) => expect(readPeriod(text)).toBeNull());
  it("counts today among the last days", () =>
    expect(daysOf({ days: 7 }, new Date(2026, 10, 22))).toEqual({ since: "2026-11-16", until: "2026-11-22" }));
});
