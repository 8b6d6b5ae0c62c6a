import { beforeEach, expect, test, vi } from "vitest";
import { EditQueue, type Errand, type Outcome } from "./queue";

const shelf = new Map<string, string>();
vi.stubGlobal("sessionStorage", {
  getItem: (name: string) => shelf.get(name) ?? null,
  setItem: (name: string, value: string) => shelf.set(name, value),
  removeItem: (name: string) => shelf.delete(name),
});
vi.stubGlobal("window", { setTimeout: (again: () => void) => later.push(again) });
const later: (() => void)[] = [];

beforeEach(() => {
  shelf.clear();
  later.length = 0;
});

const command = { op: "delete_node", at: [1, 2] };

test("edits are sent one after the other, in their order", async () => {
  const sent: string[] = [];
  const queue = new EditQueue(async ({ plan }) => {
    sent.push(plan);
    return "stands";
  }, () => undefined);
  expect(await Promise.all([queue.add("a", command), queue.add("b", command)])).toEqual([true, true]);
  expect(sent).toEqual(["a", "b"]);
});

test("what cannot be sent is kept and sent again with the same key", async () => {
  const keys: string[] = [];
  const answers: Outcome[] = ["unreached", "stands"];
  const queue = new EditQueue(async ({ key }) => {
    keys.push(key);
    return answers.shift() ?? "stands";
  }, () => undefined);
  const stands = queue.add("a", command);
  await vi.waitFor(() => expect(later).toHaveLength(1));
  expect(shelf.size).toBe(1);
  later[0]?.();
  expect(await stands).toBe(true);
  expect(keys[0]).toBe(keys[1]);
  expect(shelf.size).toBe(0);
});

test("a new visit finds what an earlier one could not send", async () => {
  const lost = new EditQueue(async () => "unreached", () => undefined);
  void lost.add("a", command);
  await vi.waitFor(() => expect(later).toHaveLength(1));
  const sent: Errand[] = [];
  const queue = new EditQueue(async (errand) => {
    sent.push(errand);
    return "stands";
  }, () => undefined);
  expect(queue.planOfUnsent).toBe("a");
  await queue.run();
  expect(sent.map((errand) => errand.command)).toEqual([command]);
});

test("a stale edit waits until it is asked to go on or is given up", async () => {
  const queue = new EditQueue(async () => "stale", () => undefined);
  const stands = queue.add("a", command);
  await vi.waitFor(() => expect(queue.length).toBe(1));
  queue.drop();
  expect(await stands).toBe(false);
});
