// The vectors of redrawing hold here as they hold in the library.
import { describe, expect, it } from "vitest";
import { Boundary } from "./boundary";
import { carryOut } from "./carrying-out";
import { type AreaJson, areaJson, canonical, shapeOf } from "./cells";
import type { Command } from "./commands";
import { Partition } from "./partition";
import { type PlaceJson, Refusal } from "./refusal";
import { apart } from "./testing/places";

interface Feature {
  readonly properties: { readonly code: string };
  readonly geometry: AreaJson;
}
interface Vector {
  readonly about: string;
  readonly outline: "fixed" | "free";
  readonly draft: string | null;
  readonly before: { readonly features: readonly Feature[] };
  readonly command: Command;
  readonly after?: { readonly features: readonly Feature[] };
  readonly refusal?: { readonly code: string; readonly class: string; readonly place: PlaceJson | null };
}

const files = import.meta.glob<Vector>("../../../../tests/vectors/*.json", { eager: true, import: "default" });
const vectors = Object.entries(files).map(([path, vector]) => [path.split("/").at(-1) ?? path, vector] as const);

function outcome(vector: Vector): { cells: unknown[] } | { refusal: Refusal } {
  const cells = vector.before.features.map((feature) => ({
    code: feature.properties.code,
    shape: shapeOf(feature.geometry),
  }));
  const boundary = vector.outline === "fixed" ? Boundary.around(cells.map((cell) => cell.shape)) : null;
  try {
    const { partition } = carryOut(Partition.of(cells, boundary, vector.draft), vector.command);
    return { cells: partition.coverage.cells.map((cell) => [cell.code, areaJson(canonical(cell.shape))]) };
  } catch (error) {
    if (error instanceof Refusal) return { refusal: error };
    throw error;
  }
}

describe("vectors", () => {
  it("are all there", () => {
    expect(vectors.length).toBeGreaterThan(40);
  });

  it.each(vectors)("%s", (_, vector) => {
    const made = outcome(vector);
    if (vector.after !== undefined) {
      const wanted = vector.after.features.map((feature) => [
        feature.properties.code,
        areaJson(canonical(shapeOf(feature.geometry))),
      ]);
      expect("cells" in made ? made.cells : made.refusal.code).toEqual(wanted);
      return;
    }
    const refusal = "refusal" in made ? made.refusal : null;
    expect([refusal?.code, refusal?.kind]).toEqual([vector.refusal?.code, vector.refusal?.class]);
    expect(apart(refusal?.place ?? null, vector.refusal?.place ?? null)).toBeLessThan(0.01);
  });
});
