import { describe, expect, it } from "vitest";
import { arrange, arraySource, type Column, compareValues, EVERYTHING, testOf } from "./model";
import { Pages, PAGE_ROWS } from "./paging";
import { fromTabs, toCsv, toTabs } from "./saving";

interface Row {
  readonly name: string;
  readonly load: number | null;
}

const COLUMNS: Column<Row>[] = [
  { key: "name", title: "Name", value: (row) => row.name },
  { key: "load", title: "Load", kind: "number", value: (row) => row.load },
];
const ROWS: readonly Row[] = [
  { name: "网格 10", load: 30 },
  { name: "网格 9", load: null },
  { name: "路口", load: 5.5 },
];
const names = (rows: readonly Row[]): string[] => rows.map((row) => row.name);

// The order of texts follows the page's language.
Object.assign(globalThis, { document: { documentElement: { lang: "zh-CN" } } });

describe("filters", () => {
  it.each([
    ["> 10", 11, true],
    ["> 10", 10, false],
    [">=10", 10, true],
    ["3..9", 9, true],
    ["3..9", 10, false],
    ["= -2", -2, true],
  ])("%s of %d", (filter, value, passes) => {
    expect(testOf(filter)(value, String(value))).toBe(passes);
  });

  it("finds every word, whatever its case", () => {
    expect(testOf("grid WEST")(null, "West of Grid 3")).toBe(true);
    expect(testOf("grid east")(null, "West of Grid 3")).toBe(false);
  });

  it("leaves out what has no value", () => {
    expect(testOf("< 100")(null, "")).toBe(false);
  });
});

describe("arranging", () => {
  it("keeps rows without a value at the end, whichever way the others stand", () => {
    for (const descending of [false, true]) {
      const rows = arrange(ROWS, COLUMNS, { ...EVERYTHING, sort: { key: "load", descending } });
      expect(rows.at(-1)?.load).toBeNull();
    }
  });

  it("sorts numbers inside texts as numbers", () => {
    const rows = arrange(ROWS, COLUMNS, { ...EVERYTHING, sort: { key: "name", descending: false } });
    expect(names(rows).indexOf("网格 9")).toBeLessThan(names(rows).indexOf("网格 10"));
  });

  it("joins search and filters", () => {
    const query = { ...EVERYTHING, search: "网格", filters: new Map([["load", "> 1"]]) };
    expect(names(arrange(ROWS, COLUMNS, query))).toEqual(["网格 10"]);
  });

  it("compares nothing with nothing as equal", () => {
    expect(compareValues(null, "", new Intl.Collator("en"))).toBe(0);
  });
});

describe("pages", () => {
  const many = Array.from({ length: 200_000 }, (_, place) => ({ name: String(place), load: place }));

  it("shows rows that are here at once", async () => {
    const pages = new Pages(arraySource(many, COLUMNS), () => undefined, () => undefined);
    await pages.start(EVERYTHING);
    expect(pages.row(PAGE_ROWS - 1)?.load).toBe(PAGE_ROWS - 1);
    pages.want(EVERYTHING, 199_990, 200_000);
    expect(pages.row(199_999)?.load).toBe(199_999);
  });

  it("drops answers to what is asked no more", async () => {
    const answers: ((rows: readonly Row[]) => void)[] = [];
    const source = {
      load: () =>
        new Promise<{ found: number; total: number; rows: readonly Row[] }>((resolve) => {
          answers.push((rows) => resolve({ found: rows.length, total: rows.length, rows }));
        }),
    };
    const pages = new Pages<Row>(source, () => undefined, () => undefined);
    const first = pages.start(EVERYTHING);
    const second = pages.start({ ...EVERYTHING, search: "x" });
    answers[1]?.([{ name: "new", load: 1 }]);
    answers[0]?.([{ name: "old", load: 1 }]);
    await Promise.all([first, second]);
    expect(pages.row(0)?.name).toBe("new");
  });
});

describe("files", () => {
  it("does not let a text become a formula", () => {
    expect(toCsv([["=HYPERLINK(1)", "-5", "+3.2", "@a", "a,b"]])).toBe(
      "\uFEFF'=HYPERLINK(1),-5,+3.2,'@a,\"a,b\"\r\n",
    );
  });

  it("gives cells to sheets and takes them back", () => {
    const lines = [["a", "b"], ["c", ""]];
    expect(fromTabs(`${toTabs(lines)}\r\n`)).toEqual(lines);
  });
});
