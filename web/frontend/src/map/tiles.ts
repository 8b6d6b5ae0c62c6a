// A base map of tiles from a host that an administrator named. Tiles of GCJ-02 are bent back to their
// true place while they are drawn; nothing else knows of that datum.

import TileLayer from "ol/layer/Tile";
import { addCoordinateTransforms, addProjection, fromLonLat, toLonLat } from "ol/proj";
import Projection from "ol/proj/Projection";
import XYZ from "ol/source/XYZ";
import type { Coordinate } from "ol/coordinate";
import type { BaseMap } from "../api/types";
import { fromGcj02, toGcj02 } from "./gcj02";
import { PICTURE } from "./projecting";

const SHIFTED = "GCJ02:3857";
const HALF_WORLD_M = 20_037_508.342_789_244;
const DEEPEST = 18;

let known = false;

function shiftedProjection(): string {
  if (known) return SHIFTED;
  known = true;
  const extent = [-HALF_WORLD_M, -HALF_WORLD_M, HALF_WORLD_M, HALF_WORLD_M];
  addProjection(new Projection({ code: SHIFTED, units: "m", extent }));
  const lonlat = (place: Coordinate): [number, number] => {
    const [lon = 0, lat = 0] = toLonLat(place, PICTURE);
    return [lon, lat];
  };
  addCoordinateTransforms(
    PICTURE,
    SHIFTED,
    (place) => fromLonLat([...toGcj02(lonlat(place))], PICTURE),
    (place) => fromLonLat([...fromGcj02(lonlat(place))], PICTURE),
  );
  return SHIFTED;
}

/** Return the layer of a base map; it asks for nothing until it is shown. */
export function tileLayer(base: BaseMap): TileLayer {
  const source = new XYZ({
    url: base.url,
    projection: base.datum === "gcj02" ? shiftedProjection() : PICTURE,
    maxZoom: DEEPEST,
  });
  return new TileLayer({ source, visible: false });
}
