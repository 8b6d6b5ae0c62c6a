// A way of working on the map, such as measuring: while one is in use, it gets clicks and keys.

import type { Coordinate } from "ol/coordinate";
import type BaseLayer from "ol/layer/Base";
import type { Pixel } from "ol/pixel";

export interface MapTool {
  readonly layer: BaseLayer;
  /** The shape of the pointer over the map. */
  readonly cursor: string;
  click(place: Coordinate): void;
  hover?(place: Coordinate): void;
  twice?(): void;
  /** Return whether dragging may start here; the map then stays where it is. */
  grab?(pixel: Pixel, place: Coordinate): boolean;
  drag?(place: Coordinate): void;
  drop?(): void;
  /** Return whether a key was meant for the tool. `centre` is the middle of the map. */
  key?(event: KeyboardEvent, centre: Coordinate): boolean;
  end(): void;
}
