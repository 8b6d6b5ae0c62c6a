// The commands that redraw a plan, as JSON carries them.
import type { AreaJson } from "./cells";
import type { LonLat } from "./lattice";

export type Line = readonly LonLat[];

export type Command =
  | { readonly op: "move_node"; readonly at: LonLat; readonly to: LonLat }
  | { readonly op: "insert_node"; readonly on: LonLat; readonly at: LonLat }
  | { readonly op: "delete_node"; readonly at: LonLat }
  | {
      readonly op: "reshape_arc";
      readonly between: readonly [LonLat, LonLat];
      readonly line: Line;
      readonly along?: string;
    }
  | { readonly op: "split"; readonly code: string; readonly line: Line; readonly along?: string }
  | {
      readonly op: "split_equal";
      readonly code: string;
      readonly parts: number;
      readonly by?: string;
      readonly lines?: readonly Line[];
    }
  | { readonly op: "merge"; readonly codes: readonly string[] }
  | {
      readonly op: "transfer";
      readonly piece: AreaJson;
      readonly from_code: string;
      readonly to_code: string;
      readonly blocks?: readonly string[];
    };
