// Small fields for the line above the map.

import { element } from "../../../shared/dom";
import type { Position } from "../../../api/types";

let serial = 0;

/** Return an input with its label in one line. */
export function inlineField(label: string, control: HTMLInputElement | HTMLSelectElement): HTMLElement {
  serial += 1;
  control.id = `tool-field-${serial}`;
  control.classList.add("input");
  return element("label", { class: "inline-field", attributes: { for: control.id } }, element("span", {}, label), control);
}

/** Return a list to choose from. */
export function choiceOf(options: readonly (readonly [string, string])[], value = ""): HTMLSelectElement {
  const select = element("select");
  for (const [key, label] of options) select.append(element("option", { attributes: { value: key } }, label));
  if (value !== "") select.value = value;
  return select;
}

/** Read "114.3, 30.6" as a place, null where it is none. */
export function readPlace(text: string): Position | null {
  const numbers = text.split(/[\s,，;；]+/).filter(Boolean).map(Number);
  const [lon, lat] = numbers;
  if (numbers.length !== 2 || lon === undefined || lat === undefined) return null;
  if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) return null;
  return [lon, lat];
}

/** Write a place as it is read. */
export function writePlace([lon, lat]: Position): string {
  return `${lon.toFixed(7)}, ${lat.toFixed(7)}`;
}
