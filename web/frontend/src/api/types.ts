// What the API answers, by the names that the pages use; the shapes come from the API itself.

import type { Kind } from "../shared/symbols";
import type * as Schema from "./schema";

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

export type KindCount = Schema.KindCountAnswer;

/** A base map of tiles that an administrator named. */
export type BaseMap = Schema.BaseMapAnswer;

export type Overview = Schema.OverviewAnswer;

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

export type TeamMember = Schema.MemberAnswer;

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
export interface Hotspots extends Omit<Schema.HotSquaresAnswer, "rings"> {
  readonly rings: readonly (readonly Position[])[];
}

/** From the north-western corner clockwise. */
export type Corners = readonly [Position, Position, Position, Position];

export interface Density extends Omit<Schema.DensityAnswer, "corners" | "hotspots"> {
  readonly corners: Corners;
  readonly hotspots: Hotspots | null;
}

/** The order in which kinds are listed everywhere. */
export const KINDS: readonly Kind[] = ["shop", "hazard", "camera", "incident", "component"];

/** Return how many points of a kind lie in a cell. */
export function countOf(cell: CellRow, kind: Kind): number {
  return cell[`${kind}_count`];
}
