// The colours of a density: on light ground the dense is dark, on dark ground it is bright. The
// service sends one picture, with the ramp for light ground; on dark ground it is turned over here.

import { inTheDark } from "./hotspots";
import { HEAT } from "./scales";

const DARK = [...HEAT].reverse();
const STEPS = 256;

/** Return the ramp for the ground that the page has now. */
export function heatRamp(): readonly string[] {
  return inTheDark() ? DARK : HEAT;
}

function channel(colour: string, shift: number): number {
  return (Number.parseInt(colour.slice(1), 16) >> shift) & 255;
}

/** Return the colour for the dark of each green of the ramp, which falls all the way. */
function turnedOver(): Uint8ClampedArray {
  const table = new Uint8ClampedArray(3 * STEPS);
  const greens = HEAT.map((colour) => channel(colour, 8));
  for (let green = 0; green < STEPS; green += 1) {
    let at = greens.findIndex((one) => green >= one);
    if (at < 0) at = greens.length - 1;
    const [above, below] = [greens[at - 1] ?? green, greens[at] ?? green];
    const share = above === below ? 0 : (above - green) / (above - below);
    const [from, to] = [DARK[Math.max(0, at - 1)] ?? "", DARK[at] ?? ""];
    [16, 8, 0].forEach((shift, i) => {
      table[3 * green + i] = channel(from, shift) + share * (channel(to, shift) - channel(from, shift));
    });
  }
  return table;
}

/** A density's picture in the colours of both grounds, the second made when it is first asked for. */
export class HeatPicture {
  #turned: HTMLCanvasElement | null = null;

  constructor(readonly light: HTMLImageElement) {}

  /** Return the picture for the ground that the page has now. */
  get now(): HTMLImageElement | HTMLCanvasElement {
    if (!inTheDark()) return this.light;
    this.#turned ??= forTheDark(this.light);
    return this.#turned;
  }
}

function forTheDark(picture: HTMLImageElement): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [picture.naturalWidth, picture.naturalHeight];
  const pen = canvas.getContext("2d");
  if (pen === null) return canvas;
  pen.drawImage(picture, 0, 0);
  const pixels = pen.getImageData(0, 0, canvas.width, canvas.height);
  const table = turnedOver();
  for (let at = 0; at < pixels.data.length; at += 4) {
    const green = pixels.data[at + 1] ?? 0;
    for (let i = 0; i < 3; i += 1) pixels.data[at + i] = table[3 * green + i] ?? 0;
  }
  pen.putImageData(pixels, 0, 0);
  return canvas;
}
