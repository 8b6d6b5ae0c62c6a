// What the API answers. Names are those of the answers.

import type { Kind } from "../shared/symbols";

export type Position = readonly [number, number];
export type Bounds = readonly [number, number, number, number];

export interface Feature<Properties> {
  readonly type: "Feature";
  readonly properties: Properties;
  readonly geometry: object;
}

export interface Collection<Properties> {
  readonly type: "FeatureCollection";
  readonly features: readonly Feature<Properties>[];
}

export interface KindCount {
  readonly kind: Kind;
  readonly total: number;
  readonly outside: number;
}

/** A base map of tiles that an administrator named. */
export interface BaseMap {
  readonly url: string;
  readonly name: string;
  readonly datum: "wgs84" | "gcj02";
}

export interface Overview {
  readonly name: string;
  readonly revision: number;
  readonly bounds: Bounds | null;
  readonly communities: readonly { readonly code: string; readonly name: string }[];
  readonly cells: number;
  readonly workers: number;
  readonly kinds: readonly KindCount[];
  readonly may_export: boolean;
  readonly may_edit_points: boolean;
  readonly base_map: BaseMap | null;
}

export interface CellRow {
  readonly code: string;
  readonly name: string;
  readonly community_code: string;
  readonly load: number | null;
  readonly area_m2: number;
  readonly leader_code: string | null;
  readonly leader_name: string | null;
  readonly load_share_ratio: number | null;
  readonly hue: number;
  readonly shop_count: number;
  readonly hazard_count: number;
  readonly camera_count: number;
  readonly incident_count: number;
  readonly component_count: number;
}

export interface TeamMember {
  readonly duty: string;
  readonly code: string;
  readonly name: string;
  readonly telephone: string | null;
}

export interface Card {
  readonly code: string;
  readonly name: string;
  readonly community_code: string;
  readonly community_name: string;
  readonly area_m2: number;
  readonly load: number | null;
  readonly load_share_ratio: number | null;
  readonly team: readonly TeamMember[];
  readonly counts: Readonly<Record<Kind, number>>;
}

export interface Points {
  readonly id: readonly string[];
  readonly name: readonly string[];
  readonly class_code: readonly string[];
  readonly cell_code: readonly (string | null)[];
  readonly lon: readonly number[];
  readonly lat: readonly number[];
}

/** Where points gather more than chance would have it: rings of squares, and what they stand on. */
export interface Hotspots {
  readonly rings: readonly (readonly Position[])[];
  readonly hot: number;
  readonly tested: number;
  readonly least: number | null;
  readonly side_m: number;
  readonly q: number;
}

export interface Density {
  readonly corners: readonly [Position, Position, Position, Position];
  readonly bounds: readonly number[];
  readonly bandwidth_m: number;
  readonly unit: string;
  readonly count: number;
  readonly image: string;
  readonly hotspots: Hotspots | null;
}

/** The order in which kinds are listed everywhere. */
export const KINDS: readonly Kind[] = ["shop", "hazard", "camera", "incident", "component"];

/** Return how many points of a kind lie in a cell. */
export function countOf(cell: CellRow, kind: Kind): number {
  return cell[`${kind}_count`];
}
