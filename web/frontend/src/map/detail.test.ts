import { afterEach, describe, expect, it, vi } from "vitest";
import { Detail, FULL_ZOOM, levelOf, levelOfBounds } from "./detail";
import { extentOf } from "./projecting";

const answer = { unit: 1e-6, shapes: "", columns: {}, from_zoom: 0, full_zoom: FULL_ZOOM };
const HERE = extentOf([114.3, 30.6, 114.31, 30.61]);
const BESIDE = extentOf([114.304, 30.6, 114.314, 30.61]);
const FAR = extentOf([114.5, 30.6, 114.51, 30.61]);

function served(): { asked: string[]; put: number[]; detail: Detail } {
  const asked: string[] = [];
  const put: number[] = [];
  vi.stubGlobal("fetch", (path: string) => {
    asked.push(path);
    return Promise.resolve(new Response(JSON.stringify(answer)));
  });
  return { asked, put, detail: new Detail("cells", 12, () => put.push(asked.length)) };
}

afterEach(() => vi.unstubAllGlobals());

describe("how finely a layer is loaded", () => {
  it("is never finer than it is stored", () => expect([levelOf(13.2), levelOf(22), levelOf(-1)]).toEqual([14, FULL_ZOOM, 0]));
  it("lets a whole territory fit", () => expect(levelOfBounds([114, 30, 114.1, 30.1], 1024)).toBe(14));
  it("asks for nothing that is known from the start", async () => {
    const { asked, detail } = served();
    await detail.meet(HERE, 11.7);
    expect(asked).toEqual([]);
  });
  it("asks once for what is near, and again when nearer or elsewhere", async () => {
    const { asked, put, detail } = served();
    await detail.meet(HERE, 14);
    await detail.meet(BESIDE, 14);
    await detail.meet(HERE, 13.2);
    expect(put).toEqual([1]);
    await detail.meet(HERE, 15.5);
    await detail.meet(FAR, 15.5);
    expect(put).toEqual([1, 2, 3]);
    expect(asked.map((path) => /zoom=(\d+)/.exec(path)?.[1])).toEqual(["14", "16", "16"]);
  });
  it("asks once for what is on its way, and again for what failed", async () => {
    const { asked, put, detail } = served();
    await Promise.all([detail.meet(HERE, 14), detail.meet(HERE, 14)]);
    expect([asked.length, put.length]).toEqual([1, 1]);
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
    await expect(detail.meet(FAR, 14)).rejects.toThrow("no network");
    const again = vi.fn(() => Promise.resolve(new Response(JSON.stringify(answer))));
    vi.stubGlobal("fetch", again);
    await detail.meet(FAR, 14);
    expect([again.mock.calls.length, put.length]).toEqual([1, 2]);
  });
  it("has arrived when the last answer has been shown, or has failed", async () => {
    const { put, detail } = served();
    void detail.meet(HERE, 14);
    expect(put).toEqual([]);
    await detail.arrived();
    expect(put).toEqual([1]);
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
    const failing = detail.meet(FAR, 14).catch(() => "failed");
    await detail.arrived();
    expect(await failing).toBe("failed");
  });
  it("shows only what was asked for last", async () => {
    const { put, detail } = served();
    await Promise.all([detail.meet(HERE, 14), detail.meet(FAR, 14)]);
    expect(put).toEqual([2]);
  });
});
