// The density picture, laid over its four corners: it is even in metres, so it may be slightly turned.

import ImageLayer from "ol/layer/Image";
import ImageCanvasSource from "ol/source/ImageCanvas";
import { HeatPicture } from "../../shared/heat-ramp";
import { frameHotspots, inTheDark } from "../../shared/hotspots";
import type { Density, Hotspots, Position } from "../../api/types";
import { PICTURE, toPicture } from "../../map/projecting";

type ToPixel = (corner: Position) => [number, number];
type Draw = (pen: CanvasRenderingContext2D, toPixel: ToPixel, ratio: number) => void;

export class HeatLayer {
  readonly layer: ImageLayer<ImageCanvasSource>;
  readonly #source: ImageCanvasSource;
  #draw: Draw | null = null;
  #asked = "";

  constructor() {
    this.#source = new ImageCanvasSource({
      projection: PICTURE,
      ratio: 1,
      canvasFunction: (extent, resolution, pixelRatio, size) => {
        const canvas = document.createElement("canvas");
        [canvas.width = 0, canvas.height = 0] = size;
        const pen = canvas.getContext("2d");
        const [west = 0, , , north = 0] = extent;
        if (pen !== null && this.#draw !== null) {
          this.#draw(pen, ([lon, lat]) => {
            const [x = 0, y = 0] = toPicture(lon, lat);
            const scale = pixelRatio / resolution;
            return [(x - west) * scale, (north - y) * scale];
          }, pixelRatio);
        }
        return canvas;
      },
    });
    this.layer = new ImageLayer({ source: this.#source, visible: false });
  }

  /** Show a density, once its picture is there. */
  async show(density: Density): Promise<void> {
    this.#asked = density.image;
    const picture = new Image();
    picture.src = density.image;
    await picture.decode();
    // Another density may have been asked for while this one was on its way.
    if (this.#asked !== density.image) return;
    const coloured = new HeatPicture(picture);
    this.#draw = (pen, toPixel, ratio) => {
      lay(pen, coloured, density, toPixel);
      if (density.hotspots !== null) frame(pen, density.hotspots, toPixel, ratio);
    };
    this.layer.setVisible(true);
    this.#source.changed();
  }

  /** Draw in the colours for the ground that the page has now. */
  recolour(): void {
    this.#source.changed();
  }

  hide(): void {
    this.#asked = "";
    this.#draw = null;
    this.layer.setVisible(false);
  }
}

function lay(
  pen: CanvasRenderingContext2D,
  { light, now }: HeatPicture,
  density: Density,
  toPixel: ToPixel,
): void {
  const [nw, ne, , sw] = density.corners;
  const [northWest, northEast, southWest] = [toPixel(nw), toPixel(ne), toPixel(sw)];
  const [width, height] = [light.naturalWidth, light.naturalHeight];
  pen.imageSmoothingQuality = "high";
  pen.setTransform(
    (northEast[0] - northWest[0]) / width,
    (northEast[1] - northWest[1]) / width,
    (southWest[0] - northWest[0]) / height,
    (southWest[1] - northWest[1]) / height,
    northWest[0],
    northWest[1],
  );
  pen.drawImage(now, 0, 0);
}

function frame(pen: CanvasRenderingContext2D, hotspots: Hotspots, toPixel: ToPixel, ratio: number): void {
  const dark = inTheDark();
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.beginPath();
  for (const ring of hotspots.rings) {
    ring.forEach((place, i) => (i === 0 ? pen.moveTo(...toPixel(place)) : pen.lineTo(...toPixel(place))));
    pen.closePath();
  }
  frameHotspots(pen, dark, dark ? "#000000" : "#ffffff", ratio);
}
