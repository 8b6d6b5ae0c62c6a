import { describe, expect, it } from "vitest";
import type { Position } from "../../api/types";
import { type Cells, Difference, type News } from "./difference";
import { type DraftCell, nodeKey, type Shape } from "./model";

// Squares side by side in a row, whose common borders have a node in the middle that can be moved.
const COUNT = 6;

function shapeOf(at: number, bends: readonly number[]): Shape {
  const [left = 0, right = 0] = [bends[at], bends[at + 1]];
  const ring: Position[] = [[at, 0], [at + 1, 0], [at + 1 + right, 0.5], [at + 1, 1], [at, 1], [at + left, 0.5], [at, 0]];
  return [[ring]];
}

/** Return the row with its borders bent, sharing the shapes that another row has alike. */
function row(bends: readonly number[], known: Cells = new Map(), without: number[] = []): Cells {
  const cells = new Map<string, DraftCell>();
  for (let at = 0; at < COUNT; at += 1) {
    if (without.includes(at)) continue;
    const shape = shapeOf(at, bends);
    const like = known.get(`c${at}`)?.shape;
    const kept = JSON.stringify(like) === JSON.stringify(shape) ? like : undefined;
    cells.set(`c${at}`, { code: `c${at}`, name: "", shape: kept ?? shape, area_m2: 1, load: 1, households: null, compactness: null, worker: null, locked: false });
  }
  return cells;
}

/** What somebody knows who has heard all news. */
class Listener {
  readonly changed = new Set<string>();
  readonly lost = new Set<string>();

  hear({ cells, lost, found }: News): void {
    for (const { code, before, after } of cells) {
      if (before === after) this.changed.delete(code);
      else this.changed.add(code);
    }
    for (const key of found) this.lost.delete(key);
    for (const key of lost.keys()) this.lost.add(key);
  }

  get all(): [string[], string[]] {
    return [[...this.changed].sort(), [...this.lost].sort()];
  }
}

const PLAN = row(Array<number>(COUNT + 1).fill(0));
const edge = (from: Position, to: Position): string => [nodeKey(from), nodeKey(to)].sort().join(" ");

describe("what a draft changes", () => {
  it("is nothing where nothing changed", () => {
    expect(new Difference().compare(PLAN, PLAN)).toEqual({ cells: [], lost: new Map(), found: [] });
    expect(new Difference().compare(PLAN, row(Array<number>(COUNT + 1).fill(0), PLAN)).cells).toEqual([]);
  });
  it("names the cells on both sides of a border that moved, and its old edges", () => {
    const listener = new Listener();
    listener.hear(new Difference().compare(PLAN, row([0, 0, 0.2, 0, 0, 0, 0], PLAN)));
    expect(listener.all).toEqual([["c1", "c2"], [edge([2, 0], [2, 0.5]), edge([2, 0.5], [2, 1])].sort()]);
  });
  it("says again only what became other", () => {
    const difference = new Difference();
    const first = row([0, 0, 0.2, 0, 0, 0, 0], PLAN);
    difference.compare(PLAN, first);
    const news = difference.compare(PLAN, row([0, 0, 0.2, 0, 0.1, 0, 0], first));
    expect(news.cells.map(({ code }) => code)).toEqual(["c3", "c4"]);
    expect([news.lost.size, news.found]).toEqual([2, []]);
  });
  it("comes to the same step by step as at once", () => {
    let state = 11;
    const random = (): number => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
    const [difference, listener] = [new Difference(), new Listener()];
    const bends = Array<number>(COUNT + 1).fill(0);
    let cells = PLAN;
    for (let step = 0; step < 200; step += 1) {
      bends[1 + Math.floor(random() * (COUNT - 1))] = random() < 0.4 ? 0 : random() * 0.4;
      const without = random() < 0.2 ? [Math.floor(random() * COUNT)] : [];
      // What is as in the plan is the plan's own object, as in the workbench.
      cells = row(bends, new Map([...cells, ...PLAN]), without);
      listener.hear(difference.compare(PLAN, cells));
      const fresh = new Listener();
      fresh.hear(new Difference().compare(PLAN, cells));
      expect(listener.all).toEqual(fresh.all);
    }
    listener.hear(difference.compare(PLAN, PLAN));
    expect(listener.all).toEqual([[], []]);
  });
});
