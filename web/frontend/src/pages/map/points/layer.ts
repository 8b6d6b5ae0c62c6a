// The layer of points: rings where many would lie upon one another, symbols where there is room.
// It draws by itself, because a feature for each of 200,000 points would cost more than the map.

import Layer from "ol/layer/Layer";
import type { FrameState } from "ol/Map";
import type { Extent } from "ol/extent";
import { buffer } from "ol/extent";
import { KINDS } from "../../../api/types";
import type { Kind } from "../../../shared/symbols";
import type { Theme } from "../../../standalone/theme";
import { type Picture, ringOf, ringParts, symbolOf } from "../clusters";
import { Cloud } from "./cloud";
import { apart, gather, type Gathered, wholeSquares } from "./gather";

const SQUARE_PX = 64;
/** Nearer than this, points stand by themselves as long as there are not too many in sight. */
const APART_BELOW = 1.2;
const MOST_APART = 1500;
const ALWAYS_APART = 60;
const HIT_PX = 6;
const CHUNK_SQUARES = 4;
const MOST_CHUNKS = 600;

/** What was met under the pointer. */
export interface Met {
  readonly one: Gathered;
  readonly x: number;
  readonly y: number;
}

interface Drawn {
  readonly one: Gathered;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

export class PointLayer {
  readonly layer: Layer;
  #cloud = new Cloud({ x: new Float64Array(0), y: new Float64Array(0), group: new Uint8Array(0) });
  #canvas = document.createElement("canvas");
  #drawn: readonly Drawn[] = [];
  readonly #chunks = new Map<string, readonly Gathered[]>();
  #pictures = new Map<string, Picture>();
  #marked: number | null = null;

  constructor(readonly theme: () => Theme) {
    this.#canvas.className = "points-canvas";
    this.layer = new Layer({ render: (frame) => this.#render(frame) });
  }

  /** Show other points. */
  fill(cloud: Cloud): void {
    this.#cloud = cloud;
    this.#chunks.clear();
    this.#marked = null;
    this.layer.changed();
  }

  /** Frame the symbol of one row, or of none. */
  mark(row: number | null): void {
    this.#marked = row;
    this.layer.changed();
  }

  /** Forget what was drawn in other colours. */
  restyle(): void {
    this.#pictures.clear();
    this.layer.changed();
  }

  /** Return what is drawn at a pixel of the map. */
  at(pixel: readonly number[]): Met | null {
    const [x = 0, y = 0] = pixel;
    let [best, nearest]: [Drawn | null, number] = [null, Infinity];
    for (const drawn of this.#drawn) {
      const distance = Math.hypot(drawn.x - x, drawn.y - y);
      if (distance <= drawn.radius + HIT_PX && distance < nearest) [best, nearest] = [drawn, distance];
    }
    return best === null ? null : { one: best.one, x: best.x, y: best.y };
  }

  /** Return the rows inside an extent. */
  rowsWithin(extent: Extent): number[] {
    const [west = 0, south = 0, east = 0, north = 0] = extent;
    // A point on the far side still counts.
    return apart(this.#cloud, [west, south, east + 1e-6, north + 1e-6], KINDS.length).map((one) => one.row);
  }

  /** Return the rows that one symbol stands for. */
  rowsOf(one: Gathered): number[] {
    return one.count === 1 ? [one.row] : this.rowsWithin(one.square);
  }

  #render(frame: FrameState): HTMLCanvasElement {
    const { size, pixelRatio, coordinateToPixelTransform: to, extent } = frame;
    const canvas = this.#canvas;
    const [width = 0, height = 0] = size;
    const [wide, high] = [Math.round(width * pixelRatio), Math.round(height * pixelRatio)];
    if (canvas.width !== wide || canvas.height !== high) {
      [canvas.width, canvas.height] = [wide, high];
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    const pen = canvas.getContext("2d");
    if (pen === null || extent === null) return canvas;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, wide, high);
    pen.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
    const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = to;
    this.#drawn = this.#gathered(extent, frame.viewState.resolution).map((one) => {
      const [x, y] = [a * one.x + c * one.y + e, b * one.x + d * one.y + f];
      return { one, x, y, radius: this.#draw(pen, one, x, y) };
    });
    return canvas;
  }

  #gathered(extent: Extent, resolution: number): Gathered[] {
    // Squares follow whole zooms, so that rings do not swarm while one zooms.
    const side = SQUARE_PX * 2 ** Math.round(Math.log2(resolution));
    const few = this.#cloud.size <= ALWAYS_APART;
    const alone = few || (resolution < APART_BELOW && this.#cloud.within(extent).length <= MOST_APART);
    const chunk = side * CHUNK_SQUARES;
    const [west = 0, south = 0, east = 0, north = 0] = wholeSquares(buffer(extent, side / 2), chunk);
    const found: Gathered[] = [];
    for (let y = south; y < north - chunk / 2; y += chunk) {
      for (let x = west; x < east - chunk / 2; x += chunk) {
        found.push(...this.#chunk([x, y, x + chunk, y + chunk], side, alone));
      }
    }
    return found;
  }

  /** Return what to draw in one part of the map; parts are kept while the map is dragged. */
  #chunk(extent: Extent, side: number, alone: boolean): readonly Gathered[] {
    const key = `${extent[0]}:${extent[1]}:${side}:${alone}`;
    const before = this.#chunks.get(key);
    if (before !== undefined) return before;
    if (this.#chunks.size > MOST_CHUNKS) this.#chunks.clear();
    const made = alone ? apart(this.#cloud, extent, KINDS.length) : gather(this.#cloud, extent, side, KINDS.length);
    this.#chunks.set(key, made);
    return made;
  }

  /** Draw one and return the radius that it takes. */
  #draw(pen: CanvasRenderingContext2D, one: Gathered, x: number, y: number): number {
    const { canvas, scale } = this.#picture(one);
    const [width, height] = [canvas.width * scale, canvas.height * scale];
    if (one.count === 1 && one.row === this.#marked) {
      pen.beginPath();
      pen.arc(x, y, width * 0.72, 0, 2 * Math.PI);
      pen.strokeStyle = this.theme().accent;
      pen.lineWidth = 3;
      pen.stroke();
    }
    pen.drawImage(canvas, x - width / 2, y - height / 2, width, height);
    return width / 2;
  }

  #picture(one: Gathered): Picture {
    if (one.count === 1) {
      const kind = KINDS[one.groups.findIndex((count) => count > 0)] ?? "component";
      return this.#keep(kind, () => symbolOf(kind));
    }
    const counts = new Map<Kind, number>(KINDS.map((kind, i) => [kind, one.groups[i] ?? 0]));
    const parts = ringParts(counts);
    return this.#keep(`${one.count}:${parts.join()}`, () => ringOf(parts, one.count, this.theme()));
  }

  #keep(key: string, draw: () => Picture): Picture {
    const before = this.#pictures.get(key);
    if (before !== undefined) return before;
    if (this.#pictures.size > 3000) this.#pictures.clear();
    const made = draw();
    this.#pictures.set(key, made);
    return made;
  }
}
