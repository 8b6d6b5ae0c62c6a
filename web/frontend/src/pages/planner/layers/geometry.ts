// From shapes of lon/lat to what OpenLayers draws.

import MultiPolygon from "ol/geom/MultiPolygon";
import type { Coordinate } from "ol/coordinate";
import { toLonLat } from "ol/proj";
import type { Position } from "../../../api/types";
import { PICTURE, toPicture } from "../../../map/projecting";
import { onLattice, type Shape } from "../model";

/** Return a shape in the projection of the picture. */
export function drawn(shape: Shape): MultiPolygon {
  return new MultiPolygon(
    shape.map((rings) => rings.map((ring) => ring.map(([lon, lat]) => toPicture(lon, lat)))),
  );
}

/** Return the place of the data, on the lattice, that a place of the picture shows. */
export function placeOf(coordinate: Coordinate): Position {
  const [lon = 0, lat = 0] = toLonLat(coordinate, PICTURE);
  return onLattice([lon, lat]);
}

/** Return a place inside the largest part of a shape, for its label. */
export function labelPlace(shape: MultiPolygon): Coordinate {
  const places = shape.getInteriorPoints().getCoordinates();
  const widest = places.reduce<Coordinate | null>(
    (best, place) => (best === null || (place[2] ?? 0) > (best[2] ?? 0) ? place : best),
    null,
  );
  return widest ?? [0, 0];
}
