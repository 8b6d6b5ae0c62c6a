// Cells as the service sends them: every border once, in whole units of 1e-7 degree.

import type { Position } from "./types";

export interface Topology<Properties> {
  readonly arcs: readonly (readonly (readonly [number, number])[])[];
  readonly objects: {
    readonly cells: {
      readonly geometries: readonly {
        readonly type: "Polygon" | "MultiPolygon";
        readonly arcs: readonly unknown[];
        readonly properties: Properties;
      }[];
    };
  };
}

const UNITS_PER_DEGREE = 1e7;

type Ring = readonly Position[];

/** Return each cell's polygons with its properties; the places of shared borders are the same objects. */
export function cellsOf<Properties>(
  topology: Topology<Properties>,
): { readonly properties: Properties; readonly shape: readonly (readonly Ring[])[] }[] {
  const arcs = topology.arcs.map(places);
  return topology.objects.cells.geometries.map(({ type, arcs: course, properties }) => {
    const polygons = (type === "Polygon" ? [course] : course) as readonly (readonly (readonly number[])[])[];
    return { properties, shape: polygons.map((rings) => rings.map((ring) => ringOf(ring, arcs))) };
  });
}

/** Add up the differences that an arc is sent as. Dividing gives the very numbers that are stored. */
function places(arc: readonly (readonly [number, number])[]): Position[] {
  let [x, y] = [0, 0];
  return arc.map(([dx, dy]) => {
    x += dx;
    y += dy;
    return [x / UNITS_PER_DEGREE, y / UNITS_PER_DEGREE];
  });
}

function ringOf(course: readonly number[], arcs: readonly (readonly Position[])[]): Position[] {
  const ring: Position[] = [];
  for (const number of course) {
    const arc = number >= 0 ? (arcs[number] ?? []) : [...(arcs[~number] ?? [])].reverse();
    ring.push(...(ring.length === 0 ? arc : arc.slice(1)));
  }
  return ring;
}
