// Between the lon/lat of the data and the metres of the picture.

import GeoJSON from "ol/format/GeoJSON";
import type OlFeature from "ol/Feature";
import { fromLonLat, toLonLat as lonLatOf, transformExtent } from "ol/proj";
import type { Coordinate } from "ol/coordinate";
import type { Extent } from "ol/extent";
import type { Bounds, Collection } from "../api/types";

const DATA = "EPSG:4326";
export const PICTURE = "EPSG:3857";

const format = new GeoJSON({ dataProjection: DATA, featureProjection: PICTURE });

/** Return the features of a collection in the projection of the picture. */
export function readFeatures<Properties>(collection: Collection<Properties>): OlFeature[] {
  return format.readFeatures(collection);
}

/** Return a place of the data in the projection of the picture. */
export function toPicture(lon: number, lat: number): Coordinate {
  return fromLonLat([lon, lat], PICTURE);
}

/** Return bounds of the data in the projection of the picture. */
export function extentOf(bounds: Bounds): Extent {
  return transformExtent([...bounds], DATA, PICTURE);
}

/** Return a place of the picture as lon/lat. */
export function toLonLat(place: Coordinate): [number, number] {
  const [lon = 0, lat = 0] = lonLatOf(place, PICTURE);
  return [lon, lat];
}

/** Return an extent of the picture as bounds of the data. */
export function boundsOf(extent: Extent): Bounds {
  const [west = 0, south = 0, east = 0, north = 0] = transformExtent(extent, PICTURE, DATA);
  return [west, south, east, north];
}
