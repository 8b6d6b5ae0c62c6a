// The nodes of the selected cell: drag one, drag an edge to insert one, delete one, all by key too.

import Feature from "ol/Feature";
import type { Coordinate } from "ol/coordinate";
import Point from "ol/geom/Point";
import PointerInteraction from "ol/interaction/Pointer";
import VectorLayer from "ol/layer/Vector";
import type MapBrowserEvent from "ol/MapBrowserEvent";
import VectorSource from "ol/source/Vector";
import CircleStyle from "ol/style/Circle";
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import type { Position } from "../../../api/types";
import type { Command as EngineCommand } from "../../../engine/commands";
import { metresPerDegree } from "../../../map/metres";
import { toPicture } from "../../../map/projecting";
import type { Foreseen } from "../drawing/foresight";
import { placeOf } from "../layers/geometry";
import { type DraftCell, nodeKey, onLattice } from "../model";
import { mayDraw, shownCell, shownCells, type State } from "../state";
import type { Workshop } from "./tool";

const NODE_PX = 11;
const EDGE_PX = 7;
const HANDLES_BELOW = 600;

type Grip =
  | { readonly kind: "node"; readonly at: Position }
  | { readonly kind: "edge"; readonly edge: readonly [Position, Position]; readonly on: Position };

export class NodeTool {
  readonly interaction: PointerInteraction;
  readonly #resting = new VectorSource();
  /** The chosen node apart from the others, so that these are not drawn anew at each step of a drag. */
  readonly #moving = new VectorSource();
  readonly #layers: readonly VectorLayer[];
  readonly #shown = new Map<string, Feature>();
  readonly #styles = new Map<string, Style>();
  #grip: Grip | null = null;
  #last: Foreseen | null = null;
  #to: Position | null = null;
  #active = false;

  constructor(readonly shop: Workshop) {
    this.#layers = [
      new VectorLayer({ source: this.#resting, style: () => this.#style(false) }),
      new VectorLayer({ source: this.#moving, style: () => this.#style(true) }),
    ];
    this.interaction = new PointerInteraction({
      handleDownEvent: (event) => this.#down(event),
      handleDragEvent: (event) => this.#drag(event),
      handleUpEvent: () => this.#up(),
    });
    shop.bench.follow((now, before) => this.#follow(now, before));
  }

  start(): void {
    this.#active = true;
    this.shop.view.add(this.#layers, [this.interaction]);
    this.#handles(this.shop.bench.now);
  }

  stop(): void {
    this.#active = false;
    this.shop.view.remove(this.#layers, [this.interaction]);
    this.shop.bench.change({ node: null });
  }

  /** Return whether a node or an edge of the selected cell lies under a pixel. */
  holds(pixel: readonly number[]): boolean {
    return this.#gripAt(pixel) !== null;
  }

  /** Move the chosen node by steps to the east and north; the new place is kept by `commit`. */
  nudge(east_m: number, north_m: number): void {
    const { node } = this.shop.bench.now;
    if (node === null || !mayDraw(this.shop.bench.now)) return;
    const from = this.#to ?? node;
    const [x_m, y_m] = metresPerDegree(from[1]);
    this.moveTo(onLattice([from[0] + east_m / x_m, from[1] + north_m / y_m]));
  }

  /** Show the chosen node at another place, without sending it. */
  moveTo(place: Position): void {
    const { node, draft } = this.shop.bench.now;
    if (node === null || draft === null) return;
    this.#grip = { kind: "node", at: node };
    this.#show(place, draft.cells);
  }

  get pending(): boolean {
    return this.#to !== null;
  }

  /** Send what is shown. */
  async commit(): Promise<boolean> {
    const [grip, to] = [this.#grip, this.#to];
    this.#grip = this.#to = this.#last = null;
    if (grip === null || to === null) return false;
    const stands = await this.shop.send(commandOf(grip, to));
    if (stands) this.shop.bench.change({ node: to });
    return stands;
  }

  /** Give up what is shown. */
  cancel(): void {
    this.#grip = this.#to = this.#last = null;
    this.shop.bench.change({ preview: null });
    this.#handles(this.shop.bench.now);
  }

  /** Delete the chosen node. */
  async remove(): Promise<void> {
    const { node } = this.shop.bench.now;
    if (node === null) return;
    if (await this.shop.send({ op: "delete_node", at: node })) this.shop.bench.change({ node: null });
  }

  /** Insert a node in the middle of the edge after the chosen one. */
  async insertAfter(): Promise<void> {
    const { node } = this.shop.bench.now;
    const cell = shownCell(this.shop.bench.now);
    if (node === null || cell === null) return;
    for (const ring of cell.shape.flat()) {
      const at = ring.findIndex((place) => nodeKey(place) === nodeKey(node));
      const next = ring[at + 1];
      if (at < 0 || next === undefined) continue;
      const middle = onLattice([(node[0] + next[0]) / 2, (node[1] + next[1]) / 2]);
      if (await this.shop.send({ op: "insert_node", on: middle, at: middle })) {
        this.shop.bench.change({ node: middle });
      }
      return;
    }
  }

  #follow(now: State, before: State): void {
    if (!this.#active) return;
    if (now.selected !== before.selected && this.#to !== null) this.cancel();
    if (
      now.selected !== before.selected ||
      now.node !== before.node ||
      shownCells(now) !== shownCells(before)
    ) {
      this.#handles(now);
    }
  }

  /** Show the nodes of the chosen cell. A drag moves one of many: the others stay the objects. */
  #handles(now: State): void {
    const cell = mayDraw(now) ? shownCell(now) : null;
    const places = cell === null ? [] : nodesOf(cell);
    const chosen = now.node === null ? null : nodeKey(this.#to ?? now.node);
    const shown = places.length > HANDLES_BELOW ? places.filter((one) => nodeKey(one) === chosen) : places;
    const wanted = new Map(shown.map((place) => [nodeKey(place), place]));
    for (const [key, feature] of this.#shown) {
      if (wanted.has(key)) continue;
      (this.#moving.hasFeature(feature) ? this.#moving : this.#resting).removeFeature(feature);
      this.#shown.delete(key);
    }
    for (const [key, place] of wanted) {
      const [to, from] = key === chosen ? [this.#moving, this.#resting] : [this.#resting, this.#moving];
      const known = this.#shown.get(key);
      if (known !== undefined && to.hasFeature(known)) continue;
      const feature = known ?? new Feature({ geometry: new Point(toPicture(...place)) });
      if (known !== undefined) from.removeFeature(known);
      this.#shown.set(key, feature);
      to.addFeature(feature);
    }
  }

  #gripAt(pixel: readonly number[]): Grip | null {
    const now = this.shop.bench.now;
    const cell = shownCell(now);
    if (cell === null || !mayDraw(now)) return null;
    const [x = 0, y = 0] = pixel;
    const pixelOf = (place: Position): Coordinate =>
      this.shop.view.map.getPixelFromCoordinate(toPicture(...place)) ?? [Infinity, Infinity];
    const found: { grip: Grip; far: number }[] = [];
    for (const place of nodesOf(cell)) {
      const [px = 0, py = 0] = pixelOf(place);
      const far = Math.hypot(px - x, py - y);
      if (far <= NODE_PX) found.push({ grip: { kind: "node", at: place }, far });
    }
    if (found.length === 0) {
      for (const ring of cell.shape.flat()) {
        ring.forEach((place, i) => {
          const next = ring[i + 1];
          if (next === undefined) return;
          const { far, share } = nearestOn(pixelOf(place), pixelOf(next), [x, y]);
          if (far > EDGE_PX) return;
          const on = onLattice([
            place[0] + share * (next[0] - place[0]),
            place[1] + share * (next[1] - place[1]),
          ]);
          found.push({ grip: { kind: "edge", edge: [place, next], on }, far });
        });
      }
    }
    return found.sort((one, other) => one.far - other.far)[0]?.grip ?? null;
  }

  #down(event: MapBrowserEvent): boolean {
    const now = this.shop.bench.now;
    if (now.preview !== null && this.#to !== null) this.cancel();
    this.#grip = this.#gripAt(event.pixel);
    if (this.#grip?.kind === "node") this.shop.bench.change({ node: this.#grip.at, hovered: null });
    return this.#grip !== null;
  }

  #drag(event: MapBrowserEvent): void {
    this.#show(placeOf(event.coordinate), this.shop.bench.now.draft?.cells ?? new Map());
  }

  #up(): boolean {
    if (this.#to !== null) void this.commit();
    return false;
  }

  #show(to: Position, cells: ReadonlyMap<string, DraftCell>): void {
    const grip = this.#grip;
    if (grip === null) return;
    this.#to = to;
    this.#last = this.shop.foresight.of(cells, commandOf(grip, to));
    this.shop.bench.change({ preview: this.#last.cells, refused: this.#last.refused });
  }

  #style(chosen: boolean): Style {
    const { theme } = this.shop.view;
    const colour = this.#last?.refused && chosen ? theme.danger : theme.accent;
    const key = `${chosen} ${colour} ${theme.halo}`;
    const known = this.#styles.get(key);
    if (known !== undefined) return known;
    const image = new CircleStyle({
      radius: chosen ? 7 : 4.5,
      fill: new Fill({ color: chosen ? colour : theme.halo }),
      stroke: new Stroke({ color: chosen ? theme.halo : colour, width: 2 }),
    });
    // Each circle is a picture: made once, not once for each of hundreds of nodes.
    const style = new Style({ image });
    this.#styles.set(key, style);
    return style;
  }
}

/** Return the command that a grip means when it is let go at a place. */
function commandOf(grip: Grip, to: Position): Extract<EngineCommand, { op: "move_node" | "insert_node" }> {
  if (grip.kind === "node") return { op: "move_node", at: grip.at, to };
  return { op: "insert_node", on: grip.on, at: to };
}

/** Return the nodes of a cell, each once, in the order of its rings. */
export function nodesOf(cell: DraftCell): Position[] {
  return cell.shape.flat().flatMap((ring) => ring.slice(0, -1));
}

function nearestOn(
  from: Coordinate,
  to: Coordinate,
  [x, y]: readonly [number, number],
): { readonly far: number; readonly share: number } {
  const [ax = 0, ay = 0] = from;
  const [bx = 0, by = 0] = to;
  const length2 = (bx - ax) ** 2 + (by - ay) ** 2;
  const along = length2 === 0 ? 0 : ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length2;
  const share = Math.min(1, Math.max(0, along));
  return { far: Math.hypot(ax + share * (bx - ax) - x, ay + share * (by - ay) - y), share };
}
