// The pointer keeps to the borders of the draft while a line is drawn: to a node within some pixels,
// else to the edge, so that a cut begins and ends where the border is.

import Interaction from "ol/interaction/Interaction";
import type MapBrowserEvent from "ol/MapBrowserEvent";
import type { Coordinate } from "ol/coordinate";
import type { Position } from "../../../api/types";
import type { Coverage } from "../../../engine/coverage";
import { UNITS_PER_DEGREE } from "../../../engine/lattice";
import { nearestEdge, nearestNode, outlinesOf } from "../../../engine/outlines";
import { toPicture } from "../../../map/projecting";
import { placeOf } from "../layers/geometry";

const NODE_PX = 12;
const EDGE_PX = 8;
const DRAWN_BY: ReadonlySet<string> = new Set(["pointerdown", "pointermove", "pointerup"]);

export class Snapping extends Interaction {
  readonly #coverage: () => Coverage | null;

  constructor(coverage: () => Coverage | null) {
    super();
    this.#coverage = coverage;
  }

  /** Move an event to the border it is near; a pressed Alt key leaves it where it is. */
  override handleEvent(event: MapBrowserEvent): boolean {
    const map = this.getMap();
    const coverage = this.#coverage();
    const isFree = event.originalEvent instanceof MouseEvent && event.originalEvent.altKey;
    if (map === null || coverage === null || isFree || !DRAWN_BY.has(event.type)) return true;
    const found = this.#snapped(coverage, event.coordinate, event.pixel);
    const pixel = found === null ? null : map.getPixelFromCoordinate(found);
    if (found === null || pixel === null) return true;
    event.coordinate = found;
    event.pixel = pixel;
    return true;
  }

  #snapped(coverage: Coverage, coordinate: Coordinate, pixel: readonly number[]): Coordinate | null {
    const [x, y] = inUnits(placeOf(coordinate));
    const aside = this.getMap()?.getCoordinateFromPixel([(pixel[0] ?? 0) + NODE_PX, pixel[1] ?? 0]);
    if (aside === undefined || aside === null) return null;
    const [ax, ay] = inUnits(placeOf(aside));
    const reach = Math.hypot(ax - x, ay - y);
    const near = outlinesOf(coverage, coverage.near([x - 2 * reach, y - 2 * reach, x + 2 * reach, y + 2 * reach]));
    const [node, away] = nearestNode(near, x, y);
    if (node !== null && away <= reach) return inPicture(node);
    const [edge, far] = nearestEdge(near, x, y);
    if (edge === null || far > (reach * EDGE_PX) / NODE_PX) return null;
    const [[sx, sy], [ex, ey]] = edge;
    const share = ((x - sx) * (ex - sx) + (y - sy) * (ey - sy)) / ((ex - sx) ** 2 + (ey - sy) ** 2);
    return inPicture([sx + share * (ex - sx), sy + share * (ey - sy)]);
  }
}

function inUnits([lon, lat]: Position): readonly [number, number] {
  return [Math.round(lon * UNITS_PER_DEGREE), Math.round(lat * UNITS_PER_DEGREE)];
}

function inPicture([x, y]: readonly [number, number]): Coordinate {
  return [...toPicture(x / UNITS_PER_DEGREE, y / UNITS_PER_DEGREE)];
}
