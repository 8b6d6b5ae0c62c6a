// What the file carries, as gridmap/drawing/payload.py writes it.

import type { Locale } from "../shared/catalogue";
import type { Kind } from "../shared/symbols";

export type Wording = Readonly<Record<Locale, string>>;

export interface CellsPart {
  readonly shapes: string;
  readonly labels: readonly number[];
  readonly codes: readonly string[];
  readonly names: readonly string[];
  readonly communityCodes: readonly string[];
  readonly communities: readonly number[];
  readonly workerNames: readonly string[];
  readonly workers: readonly number[];
  readonly hues: readonly number[];
  readonly loads: readonly (number | null)[];
  readonly areas: readonly number[];
  readonly kinds: readonly Kind[];
  readonly counts: readonly (readonly number[])[];
}

export interface PointsPart {
  readonly kind: Kind;
  readonly classes: readonly { readonly code: string; readonly label: Wording }[];
  readonly places: string;
  readonly counts: readonly number[];
  readonly origin: readonly [number, number];
  readonly names: readonly string[];
  readonly notes: readonly string[];
}

export interface DensityPart {
  readonly picture: string;
  readonly corners: readonly number[];
  readonly classBounds: readonly number[];
  readonly kind: Kind;
  readonly period: readonly [string, string] | null;
}

export interface HotspotsPart {
  readonly shapes: string;
  readonly nearCounts: readonly number[];
  readonly tested: number;
  readonly side: number;
  readonly q: number;
  readonly kind: Kind;
}

export interface BasePart {
  readonly lineClasses: readonly string[];
  readonly streets: string;
  readonly streetNames: readonly string[];
  readonly streetClasses: readonly number[];
  readonly buildings: string;
  readonly buildingNames: readonly string[];
  readonly water: string;
  readonly green: string;
}

export interface Payload {
  readonly format: 1;
  readonly title: string;
  readonly locale: Locale;
  readonly source: string;
  readonly day: string | null;
  readonly shapeUnit: number;
  readonly pointUnit: number;
  readonly bounds: readonly [number, number, number, number];
  readonly loadUnit: Wording;
  readonly loadBounds: readonly number[];
  readonly targetLoad: number | null;
  readonly communities: {
    readonly shapes: string;
    readonly labels: readonly number[];
    readonly codes: readonly string[];
    readonly names: readonly string[];
  };
  readonly cells: CellsPart;
  readonly points: readonly PointsPart[];
  readonly density: DensityPart | null;
  readonly hotspots: HotspotsPart | null;
  readonly sectors: { readonly shapes: string; readonly names: readonly string[] };
  readonly base: BasePart;
}
