// Why an edit is refused: the server's code, its class, and the place in lon/lat.
import { type AreaJson, type Ring, type Shape, areaJson } from "./cells";
import { type LonLat, UNITS_PER_DEGREE } from "./lattice";

export type PlaceJson =
  | AreaJson
  | { readonly type: "Point"; readonly coordinates: LonLat }
  | { readonly type: "LineString"; readonly coordinates: readonly LonLat[] }
  | { readonly type: "MultiLineString"; readonly coordinates: readonly (readonly LonLat[])[] };

export type RefusalClass = "InputError" | "CoverageError" | "ConflictError" | "UsageError";

/** An edit that would break a rule; the message of `code` is the server's and the catalogue's. */
export class Refusal extends Error {
  readonly code: string;
  readonly kind: RefusalClass;
  readonly place: PlaceJson | null;
  readonly params: Readonly<Record<string, string | number>>;

  constructor(
    kind: RefusalClass,
    code: string,
    place: PlaceJson | null = null,
    params: Readonly<Record<string, string | number>> = {},
  ) {
    super(code);
    this.kind = kind;
    this.code = code;
    this.place = place;
    this.params = params;
  }
}

/** Raised where only the server can tell what an edit does. */
export class AskServer extends Error {}

/** Return what a function makes, or the refusal that it raises. */
export function tried<T>(make: () => T): T | Refusal {
  try {
    return make();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** Return a place in units, whole or not, as a point in lon/lat. */
export function pointAt(x: number, y: number): PlaceJson {
  return { type: "Point", coordinates: [x / UNITS_PER_DEGREE, y / UNITS_PER_DEGREE] };
}

/** Return places in units, x and y one after the other, as a line in lon/lat. */
export function lineAt(places: ArrayLike<number>): PlaceJson {
  const coordinates: LonLat[] = [];
  for (let i = 0; i + 1 < places.length; i += 2) {
    coordinates.push([
      (places[i] as number) / UNITS_PER_DEGREE,
      (places[i + 1] as number) / UNITS_PER_DEGREE,
    ]);
  }
  return { type: "LineString", coordinates };
}

export function shapeAt(shape: Shape): PlaceJson {
  return areaJson(shape);
}

export function ringAt(ring: Ring): PlaceJson {
  return lineAt(ring);
}
