// One shape and one colour for each kind of point, the same on the map and in every list.

export type Kind = "shop" | "hazard" | "camera" | "incident" | "component";

export const KIND_COLOURS: Readonly<Record<Kind, string>> = {
  shop: "#2F6DB5",
  hazard: "#D9480F",
  camera: "#6741A8",
  incident: "#A3245E",
  component: "#5F6B76",
};

type Trace = (pen: CanvasRenderingContext2D, x: number, y: number, r: number) => void;

const TRACES: Readonly<Record<Kind, Trace>> = {
  shop: (pen, x, y, r) => pen.rect(x - r * 0.85, y - r * 0.85, r * 1.7, r * 1.7),
  hazard: (pen, x, y, r) => polygon(pen, x, y + r * 0.2, r * 1.2, 3, -Math.PI / 2),
  camera: (pen, x, y, r) => {
    pen.moveTo(x, y + r);
    pen.arc(x, y + r, r * 2, -Math.PI * 0.75, -Math.PI * 0.25);
    pen.closePath();
  },
  incident: (pen, x, y, r) => {
    pen.moveTo(x + r, y);
    pen.arc(x, y, r, 0, Math.PI * 2);
  },
  component: (pen, x, y, r) => polygon(pen, x, y, r * 1.15, 4, 0),
};

function polygon(
  pen: CanvasRenderingContext2D,
  x: number,
  y: number,
  r: number,
  corners: number,
  start: number,
): void {
  for (let i = 0; i < corners; i += 1) {
    const angle = start + (i * 2 * Math.PI) / corners;
    const [px, py] = [x + r * Math.cos(angle), y + r * Math.sin(angle)];
    if (i === 0) pen.moveTo(px, py);
    else pen.lineTo(px, py);
  }
  pen.closePath();
}

/** Add the outline of a kind's shape around a place to the current path. */
export function traceSymbol(
  pen: CanvasRenderingContext2D,
  kind: Kind,
  x: number,
  y: number,
  radius: number,
): void {
  TRACES[kind](pen, x, y, radius);
}

/** Return a small picture of a kind for lists and legends; it says nothing to a screen reader. */
export function symbolPicture(kind: Kind, size = 16): HTMLCanvasElement {
  const picture = document.createElement("canvas");
  const ratio = Math.max(window.devicePixelRatio, 1);
  picture.width = picture.height = Math.round(size * ratio);
  picture.style.width = picture.style.height = `${size}px`;
  picture.setAttribute("aria-hidden", "true");
  const pen = picture.getContext("2d");
  if (pen !== null) {
    pen.scale(ratio, ratio);
    pen.beginPath();
    traceSymbol(pen, kind, size / 2, size / 2, size * 0.32);
    pen.fillStyle = KIND_COLOURS[kind];
    pen.strokeStyle = "#ffffff";
    pen.lineWidth = 2;
    pen.stroke();
    pen.fill();
  }
  return picture;
}
