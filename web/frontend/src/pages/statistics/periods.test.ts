import { describe, expect, it } from "vitest";
import { periodChoices, WHOLE_TIME } from "./periods";
import { showChange, showSide, showValue, splitValue } from "./showing";

const t = (code: string, params: Readonly<Record<string, string | number>> = {}): string =>
  [code, ...Object.values(params)].join(" ");

describe("periods", () => {
  const values = periodChoices(t, ["2025-11-03", "2026-02-14"]).map((choice) => choice.value);

  it("ends each month with its last day", () => {
    expect(values).toContain("2026-02-01_2026-02-28");
    expect(periodChoices(t, ["2024-02-01", "2024-02-29"]).map((one) => one.value)).toContain("2024-02-01_2024-02-29");
  });

  it("offers the months between both days, and none beside", () => {
    const months = values.filter((value) => /^(\d{4}-\d{2})-01_\1/.test(value));
    expect(months.map((value) => value.slice(0, 7))).toEqual(["2026-02", "2026-01", "2025-12", "2025-11"]);
  });

  it("offers the whole time alone where no row has a day", () => {
    expect(periodChoices(t, null).map((choice) => choice.value)).toEqual([WHOLE_TIME]);
  });
});

describe("figures", () => {
  it("writes a share in percent and a dash where it does not apply", () => {
    expect(showValue(t, "%", 0.8609)).toBe("86.1\u202f%");
    expect(showValue(t, "%", null)).toBe("—");
  });

  it("parts the figure from its unit, thousands from nothing", () => {
    expect(splitValue(t, "/km2", 12_345)).toEqual(["12\u202f345", "ui.statistics.unit./km2"]);
  });

  it("says which way a rank went", () => {
    expect([showChange(t, 2), showChange(t, -1), showChange(t, null)]).toEqual(["▲\u202f2", "▼\u202f1", ""]);
  });

  it("rounds measures behind a figure and keeps counts", () => {
    expect([showSide(7_366_585.4148), showSide(136)]).toEqual(["7\u202f366\u202f585", "136"]);
  });
});
