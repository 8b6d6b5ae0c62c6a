import { expect, test } from "vitest";
import { KeptAnswers } from "./kept";

test("the longest unasked answer goes first", () => {
  const kept = new KeptAnswers(2);
  kept.keep("/a", { tag: "1", value: "a" });
  kept.keep("/b", { tag: "1", value: "b" });
  expect(kept.find("/a")?.value).toBe("a");
  kept.keep("/c", { tag: "1", value: "c" });
  expect(["/a", "/b", "/c"].map((path) => kept.find(path)?.value)).toEqual(["a", undefined, "c"]);
});

test("a newer answer takes the place of the older", () => {
  const kept = new KeptAnswers(2);
  kept.keep("/a", { tag: "1", value: "old" });
  kept.keep("/a", { tag: "2", value: "new" });
  expect(kept.find("/a")).toEqual({ tag: "2", value: "new" });
});
