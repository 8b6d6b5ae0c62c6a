// Signs drawn as lines, so that they do not depend on the fonts of the machine.

const SVG = "http://www.w3.org/2000/svg";
const SIDE = 20;

export const SIGNS = {
  whole: "M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4",
  look: "M10 3v3M10 14v3M3 10h3M14 10h3M10 6a4 4 0 1 0 0 8 4 4 0 0 0 0-8z",
  undo: "M7 4L3 8l4 4M3 8h8a5 5 0 0 1 0 9H8",
  redo: "M13 4l4 4-4 4M17 8H9a5 5 0 0 0 0 9h3",
  next: "M5 17V3M5 4h9l-2 3 2 3H5",
  keys: "M2 6h16v9H2zM5 9h.1M8 9h.1M11 9h.1M14 9h.1M6 12h8",
  plus: "M10 4v12M4 10h12",
  minus: "M4 10h12",
  select: "M5 3l11 8-5 1 3 5-2 1-3-5-4 4z",
  paint: "M4 16c2 0 2-3 4-3s3 2 1 3-4 1-5 0zM9 12l7-8 1 1-7 8z",
  split: "M3 4h6v12H3zM11 4h6v12h-6zM10 2v16",
  merge: "M3 5h14v10H3zM10 5v3M10 12v3",
  transfer: "M3 6h8v8H3zM9 10h8M14 7l3 3-3 3",
  lock: "M5 9h10v8H5zM7 9V6a3 3 0 0 1 6 0v3",
} as const;

/** Return a sign; what it means stands in the label of its button. */
export function sign(name: keyof typeof SIGNS): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  const look = { viewBox: `0 0 ${SIDE} ${SIDE}`, width: String(SIDE), height: String(SIDE), class: "sign", "aria-hidden": "true" };
  for (const [key, value] of Object.entries(look)) svg.setAttribute(key, value);
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", SIGNS[name]);
  svg.append(line);
  return svg;
}
