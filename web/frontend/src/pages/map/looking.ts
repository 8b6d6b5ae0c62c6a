// Looking at a place: the view of the map, how it moves, and what is in sight.

import type OlMap from "ol/Map";
import type { Coordinate } from "ol/coordinate";
import type { Extent } from "ol/extent";
import type { Pixel } from "ol/pixel";
import type { Bounds } from "../../api/types";
import { boundsOf, extentOf, toLonLat, toPicture } from "../../map/projecting";
import type { Sight } from "./address";

const POINT_RESOLUTION = 0.6;
const CELL_ROOM = 3;

/** How much of the map is covered, in pixels from the right and from below. */
export interface Covered {
  readonly right: number;
  readonly bottom: number;
}

export class Looking {
  constructor(
    readonly map: OlMap,
    readonly target: HTMLElement,
    readonly covered: () => Covered,
  ) {}

  /** Look at the whole of some bounds. */
  lookAt(bounds: Bounds): void {
    this.map.updateSize();
    this.fit(extentOf(bounds), 0);
  }

  /** Look where an address says. */
  lookFrom(sight: Sight): void {
    this.map.getView().setCenter(toPicture(sight.lon, sight.lat));
    this.map.getView().setZoom(sight.zoom);
  }

  /** Look at a place, and near enough to tell what is there. */
  lookAtPlace(lon: number, lat: number): void {
    const view = this.map.getView();
    const [x = 0, y = 0] = toPicture(lon, lat);
    const resolution = Math.min(view.getResolution() ?? POINT_RESOLUTION, POINT_RESOLUTION);
    const { right, bottom } = this.covered();
    const center = [x + (right / 2) * resolution, y - (bottom / 2) * resolution];
    const duration = this.duration(180);
    if (duration > 0) view.animate({ center, resolution, duration });
    else {
      view.setResolution(resolution);
      view.setCenter(center);
    }
  }

  /** Return whether a place of the picture is in sight, and not under the card. */
  sees(place: Coordinate): boolean {
    const [x = 0, y = 0] = this.map.getPixelFromCoordinate(place) ?? [];
    const [width = 0, height = 0] = this.map.getSize() ?? [];
    const { right, bottom } = this.covered();
    return x > 24 && y > 24 && x < width - right - 24 && y < height - bottom - 24;
  }

  zoom(steps: number): void {
    const view = this.map.getView();
    const zoom = (view.getZoom() ?? 0) + steps;
    const duration = this.duration(150);
    if (duration > 0) view.animate({ zoom, duration });
    else view.setZoom(zoom);
  }

  /** Where the map is looked at from, as the address keeps it. */
  get sight(): Sight | null {
    const view = this.map.getView();
    const centre = view.getCenter();
    if (centre === undefined) return null;
    const [lon, lat] = toLonLat(centre);
    return { lon, lat, zoom: view.getZoom() ?? 0 };
  }

  get bounds(): Bounds {
    return boundsOf(this.extent);
  }

  get extent(): Extent {
    return this.map.getView().calculateExtent(this.map.getSize() ?? [1, 1]);
  }

  get centre(): Coordinate {
    return this.map.getView().getCenter() ?? [0, 0];
  }

  pixelOf(place: Coordinate): Pixel | null {
    return this.map.getPixelFromCoordinate(place);
  }

  /** Let the keyboard work on the map. */
  focus(): void {
    this.target.focus({ preventScroll: true });
  }

  /** Draw everything now, such as before printing. */
  redraw(): void {
    this.map.updateSize();
    this.map.renderSync();
  }

  /** Return once everything that is in sight has been drawn. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.map.once("rendercomplete", () => resolve());
      this.map.render();
    });
  }

  /** Call back with the metres of one pixel in the middle of the map, after each move. */
  onMoved(changed: (metres: number) => void): void {
    const tell = (): void => {
      const view = this.map.getView();
      const resolution = view.getResolution();
      if (resolution === undefined) return;
      // Web Mercator stretches lengths by 1 / cos(latitude).
      const latitude = Math.atan(Math.sinh((this.centre[1] ?? 0) / 6378137));
      changed(resolution * Math.cos(latitude));
    };
    this.map.on("moveend", tell);
    tell();
  }

  fit(extent: Extent, duration_ms: number): void {
    const { right, bottom } = this.covered();
    const padding = [32, 32 + right, 48 + bottom, 32];
    const duration = this.duration(duration_ms);
    // A duration of zero would leave the view "animating", and layers of pictures wait for its end.
    this.map.getView().fit(extent, duration > 0 ? { padding, duration } : { padding });
  }

  duration(wanted_ms: number): number {
    return window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : wanted_ms;
  }
}

/** Return an extent with room around it. */
export function widened(extent: Extent, room_ratio = CELL_ROOM): Extent {
  const [west = 0, south = 0, east = 0, north = 0] = extent;
  const room = (Math.max(east - west, north - south, 20) * (room_ratio - 1)) / 2;
  return [west - room, south - room, east + room, north + room];
}
