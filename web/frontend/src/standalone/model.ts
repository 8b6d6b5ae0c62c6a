// The payload made ready for drawing and for looking things up.

import type { Kind } from "../shared/symbols";
import {
  contains,
  type Shapes,
  unpackLabels,
  unpackShapes,
} from "./packing";
import type { Payload, PointsPart } from "./payload";
import { type Places, unpackPlaces } from "./places";

export interface PointsModel {
  readonly kind: Kind;
  readonly part: PointsPart;
  readonly places: Places;
}

export interface Model {
  readonly payload: Payload;
  readonly cells: Shapes;
  readonly cellLabels: Float64Array;
  readonly communities: Shapes;
  readonly communityLabels: Float64Array;
  readonly hotspots: Shapes | null;
  readonly sectors: Shapes;
  readonly streets: Shapes;
  readonly buildings: Shapes;
  readonly water: Shapes;
  readonly green: Shapes;
  readonly points: readonly PointsModel[];
  readonly communityNames: ReadonlyMap<string, string>;
}

/** Unpack everything. */
export function unpack(payload: Payload): Model {
  const shapes = (text: string): Shapes => unpackShapes(text, payload.shapeUnit);
  const { communities } = payload;
  return {
    payload,
    cells: shapes(payload.cells.shapes),
    cellLabels: unpackLabels(payload.cells.labels),
    communities: shapes(communities.shapes),
    communityLabels: unpackLabels(communities.labels),
    hotspots: payload.hotspots === null ? null : shapes(payload.hotspots.shapes),
    sectors: shapes(payload.sectors.shapes),
    streets: shapes(payload.base.streets),
    buildings: shapes(payload.base.buildings),
    water: shapes(payload.base.water),
    green: shapes(payload.base.green),
    points: payload.points.map((part) => ({
      kind: part.kind,
      part,
      places: unpackPlaces(part, payload.pointUnit),
    })),
    communityNames: new Map(
      communities.codes.map((code, i) => [code, communities.names[i] ?? code]),
    ),
  };
}

/** Return the cell at a place, or null outside all cells. */
export function cellAt(model: Model, x: number, y: number): number | null {
  for (let cell = 0; cell < model.cells.count; cell += 1) {
    if (contains(model.cells, cell, x, y)) return cell;
  }
  return null;
}

/** Return the name of a cell's community. */
export function communityOf(model: Model, cell: number): string {
  const { communities, communityCodes } = model.payload.cells;
  const code = communityCodes[communities[cell] ?? -1] ?? "";
  return model.communityNames.get(code) ?? code;
}

/** Return the name of a cell's worker, or null where it has none. */
export function workerOf(model: Model, cell: number): string | null {
  return model.payload.cells.workerNames[model.payload.cells.workers[cell] ?? -1] ?? null;
}

/** Return by how much of the target a cell's load differs from it, or null where it is unknown. */
export function deviationOf(model: Model, cell: number): number | null {
  const { targetLoad, cells } = model.payload;
  const load = cells.loads[cell] ?? null;
  return load === null || targetLoad === null || targetLoad <= 0 ? null : load / targetLoad - 1;
}
