import { expect, test } from "vitest";
import type { HeldUpload, Look } from "../../../api/imports";
import { asBefore } from "./as-before";

const LOOK: Look = {
  problem: null, count: 1, columns: ["A", "B", "C"], meanings: { id: "A" }, rows: [], geometry_type: null, crs: null, guesses: [], points: [], notes: [],
};

function upload(columns: Record<string, string>, change: Partial<HeldUpload> = {}): HeldUpload {
  return {
    id: "u", kind: "shop", name: "shops.xlsx", size_bytes: 1, by: "planner", made_at: "2026-01-01T00:00:00Z", state: "committed",
    settings: { columns }, result: {}, committed_at: "2026-01-02T03:04:05Z", may_undo: false, ...change,
  };
}

test("the last import of the kind says what the columns mean", () => {
  const found = asBefore([upload({ id: "B", name: "C" }), upload({ id: "C" })], "shop", LOOK);
  expect(found).toEqual({ name: "shops.xlsx", day: "2026-01-02", columns: { id: "B", name: "C" } });
});

test("another kind, a file that was never imported and other columns say nothing", () => {
  const others = [upload({ id: "B" }, { kind: "camera" }), upload({ id: "B" }, { committed_at: null }), upload({ id: "Z" }), upload({})];
  expect(asBefore(others, "shop", LOOK)).toBeNull();
});

test("nothing is said where the columns are understood alike", () => {
  expect(asBefore([upload({ id: "A", name: "" })], "shop", LOOK)).toBeNull();
});
