// The map as a picture file: what the canvases show, with heading, legend, scale and date below.

import type { Theme } from "../../standalone/theme";

const MARGIN = 16;
const HEAD_PX = 44;
const ROW_PX = 20;

/** One line of the legend: a colour and what it means. */
export interface PictureRow {
  readonly colour: string;
  readonly label: string;
}

export interface PictureParts {
  readonly heading: string;
  readonly note: string;
  readonly legend: readonly { readonly title: string; readonly rows: readonly PictureRow[] }[];
  readonly scale: { readonly px: number; readonly label: string };
}

/** Return the map with everything that a reader of the picture needs. */
export function pictureOf(map: HTMLElement, theme: Theme, parts: PictureParts): HTMLCanvasElement {
  const ratio = Math.max(window.devicePixelRatio, 1);
  const [width, height] = [map.clientWidth, map.clientHeight];
  const most = Math.max(0, ...parts.legend.map(({ rows }) => rows.length + 1));
  const foot = Math.max(2, most) * ROW_PX + 2 * MARGIN;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round((HEAD_PX + height + foot) * ratio);
  const pen = canvas.getContext("2d");
  if (pen === null) return canvas;
  pen.scale(ratio, ratio);
  pen.fillStyle = theme.halo;
  pen.fillRect(0, 0, width, HEAD_PX + height + foot);
  drawMap(pen, map, ratio);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.fillStyle = theme.text;
  pen.textBaseline = "middle";
  pen.font = `600 18px ${theme.font}`;
  pen.fillText(parts.heading, MARGIN, HEAD_PX / 2);
  drawFoot(pen, theme, parts, HEAD_PX + height + MARGIN, width);
  return canvas;
}

/** Draw the layers of the map as the browser lays them over one another. */
function drawMap(pen: CanvasRenderingContext2D, map: HTMLElement, ratio: number): void {
  pen.save();
  pen.beginPath();
  pen.rect(0, HEAD_PX, map.clientWidth, map.clientHeight);
  pen.clip();
  const ground = getComputedStyle(map).backgroundColor;
  pen.fillStyle = ground;
  pen.fillRect(0, HEAD_PX, map.clientWidth, map.clientHeight);
  for (const layer of map.querySelectorAll("canvas")) {
    if (layer.width === 0 || layer.height === 0) continue;
    const box = layer.getBoundingClientRect();
    const at = map.getBoundingClientRect();
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.globalAlpha = Number(layer.parentElement?.style.opacity || "1");
    pen.drawImage(layer, box.left - at.left, box.top - at.top + HEAD_PX, box.width, box.height);
  }
  pen.restore();
}

function drawFoot(pen: CanvasRenderingContext2D, theme: Theme, parts: PictureParts, top: number, width: number): void {
  let left = MARGIN;
  pen.textBaseline = "middle";
  for (const { title, rows } of parts.legend) {
    pen.font = `600 12px ${theme.font}`;
    pen.fillStyle = theme.text;
    pen.fillText(title, left, top + ROW_PX / 2);
    let widest = pen.measureText(title).width;
    pen.font = `400 12px ${theme.font}`;
    rows.forEach(({ colour, label }, i) => {
      const middle = top + (i + 1.5) * ROW_PX;
      pen.fillStyle = colour;
      pen.fillRect(left, middle - 6, 20, 12);
      pen.fillStyle = theme.text;
      pen.fillText(label, left + 28, middle);
      widest = Math.max(widest, 28 + pen.measureText(label).width);
    });
    left += widest + 2 * MARGIN;
  }
  const { px, label } = parts.scale;
  pen.textAlign = "end";
  pen.font = `400 12px ${theme.font}`;
  pen.fillText(parts.note, width - MARGIN, top + ROW_PX * 1.5);
  pen.fillText(label, width - MARGIN - px - 8, top + ROW_PX / 2);
  pen.strokeStyle = theme.text;
  pen.beginPath();
  pen.moveTo(width - MARGIN - px, top + 4);
  pen.lineTo(width - MARGIN - px, top + ROW_PX / 2);
  pen.lineTo(width - MARGIN, top + ROW_PX / 2);
  pen.lineTo(width - MARGIN, top + 4);
  pen.stroke();
}

/** Let the person save a picture. */
export async function savePicture(canvas: HTMLCanvasElement, name: string): Promise<void> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (blob === null) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${name}.png`;
  link.click();
  URL.revokeObjectURL(link.href);
}
