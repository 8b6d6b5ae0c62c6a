// The address of the page holds what is seen, so that it can be sent to a colleague.

import { KINDS } from "../../api/types";
import type { Kind } from "../../shared/symbols";
import { type CellMode, FIRST, type ReachMode, type Selection, type State } from "./state";
import { readHours, writeHours } from "./time/hours";
import { readPeriod, writePeriod } from "./time/period";

/** Where the middle of the map is, and how near it is looked at. */
export interface Sight {
  readonly lon: number;
  readonly lat: number;
  readonly zoom: number;
}

const MODES: readonly CellMode[] = ["worker", "load", "deviation", "indicator", "none"];
const REACHES: readonly ReachMode[] = ["covered", "blind"];
const KEY = /^[\w.-]{1,80}$/;

/** Read the address; what it does not name, or names wrongly, is as at the beginning. */
export function readAddress(hash: string): { readonly state: State; readonly sight: Sight | null } {
  const said = hash.replace(/^#/, "");
  // Older addresses are the code of a cell and nothing else.
  if (said !== "" && !said.includes("=")) {
    return { state: { ...FIRST, selection: { what: "cell", code: decoded(said) } }, sight: null };
  }
  const words = new URLSearchParams(said);
  const radius = Number(words.get("radius"));
  const indicator = words.get("indicator");
  const state: State = {
    ...FIRST,
    cellMode: MODES.find((mode) => mode === words.get("cells")) ?? FIRST.cellMode,
    indicator: indicator !== null && KEY.test(indicator) ? indicator : null,
    kinds: new Set((words.get("points") ?? "").split(",").filter(isKind)),
    classes: readClasses(words),
    heat: [words.get("heat") ?? ""].find(isKind) ?? null,
    radius_m: radius > 0 && radius <= 5000 ? radius : null,
    hotspots: words.get("hotspots") !== "no",
    reach: REACHES.find((mode) => mode === words.get("reach")) ?? null,
    period: readPeriod(words.get("time") ?? ""),
    hours: readHours(words.get("hours") ?? "-"),
    tiles: words.get("base") === "tiles",
    selection: readSelection(words),
  };
  return { state, sight: readSight(words.get("at") ?? "") };
}

/** Write the address for a state. */
export function writeAddress(state: State, sight: Sight | null): string {
  const words = new URLSearchParams();
  const put = (name: string, value: string | null): void => {
    if (value !== null && value !== "") words.set(name, value);
  };
  put("at", sight === null ? null : `${sight.lon.toFixed(6)},${sight.lat.toFixed(6)},${sight.zoom.toFixed(2)}`);
  put("cells", state.cellMode === FIRST.cellMode ? null : state.cellMode);
  put("indicator", state.cellMode === "indicator" ? state.indicator : null);
  put("points", [...state.kinds].join());
  for (const [kind, classes] of state.classes) put(`${kind}_classes`, [...classes].join());
  put("heat", state.heat);
  put("radius", state.radius_m === null ? null : String(state.radius_m));
  put("hotspots", state.hotspots ? null : "no");
  put("reach", state.reach);
  put("time", state.period === null ? null : writePeriod(state.period));
  put("hours", state.hours === null ? null : writeHours(state.hours));
  put("base", state.tiles ? "tiles" : null);
  const { selection } = state;
  if (selection?.what === "point") put("point", `${selection.kind}:${selection.id}`);
  else if (selection !== null) put(selection.what, selection.code);
  return words.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isKind(text: string): text is Kind {
  return KINDS.some((kind) => kind === text);
}

function readClasses(words: URLSearchParams): ReadonlyMap<Kind, ReadonlySet<string>> {
  const named = KINDS.map((kind) => {
    const classes = (words.get(`${kind}_classes`) ?? "").split(",").filter((code) => KEY.test(code));
    return [kind, new Set(classes)] as const;
  });
  return new Map(named.filter(([, classes]) => classes.size > 0));
}

function readSelection(words: URLSearchParams): Selection | null {
  const [cell, worker, point] = [words.get("cell"), words.get("worker"), words.get("point")];
  if (cell !== null) return { what: "cell", code: cell };
  if (worker !== null) return { what: "worker", code: worker };
  if (point === null) return null;
  const at = point.indexOf(":");
  const kind = point.slice(0, at);
  return isKind(kind) && at > 0 ? { what: "point", kind, id: point.slice(at + 1) } : null;
}

function readSight(text: string): Sight | null {
  const [lon = NaN, lat = NaN, zoom = NaN] = text.split(",").map(Number);
  const sensible = Math.abs(lon) <= 180 && Math.abs(lat) <= 85 && zoom >= 0 && zoom <= 22;
  return text !== "" && sensible ? { lon, lat, zoom } : null;
}
