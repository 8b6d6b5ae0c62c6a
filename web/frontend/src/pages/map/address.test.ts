import { describe, expect, it } from "vitest";
import { readAddress, writeAddress } from "./address";
import { FIRST, type State } from "./state";
import { NAMED_HOURS } from "./time/hours";

const FULL: State = {
  ...FIRST,
  cellMode: "indicator",
  indicator: "C-01",
  kinds: new Set(["shop", "camera"]),
  classes: new Map([["shop", new Set(["bakery", "bank_outlet"])]]),
  heat: "incident",
  radius_m: 200,
  hotspots: false,
  reach: "blind",
  period: { since: "2026-01-01", until: null },
  hours: NAMED_HOURS["friday_night"] ?? null,
  tiles: true,
  selection: { what: "point", kind: "shop", id: "点:1&x=2 3" },
};

describe("the address", () => {
  it("brings everything back", () => {
    const sight = { lon: 114.3, lat: 30.6, zoom: 15.25 };
    expect(readAddress(`#${writeAddress(FULL, sight)}`)).toEqual({ state: FULL, sight });
  });
  it("is short at the beginning", () => expect(writeAddress(FIRST, null)).toBe(""));
  it("still reads the code of a cell alone", () =>
    expect(readAddress("#420106001001005").state.selection).toEqual({ what: "cell", code: "420106001001005" }));
  it.each(["#heat=x&points=a,b&cells=q&radius=-3&at=1,2", "#hours=9-3&time=zzz&at=200,95,3", "#point=shop", "#%E0%A4%A"])(
    "takes nothing from %s",
    (hash) => {
      const { state, sight } = readAddress(hash);
      expect({ ...state, selection: null }).toEqual(FIRST);
      expect(sight).toBeNull();
    },
  );
});
