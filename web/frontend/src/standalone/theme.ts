// The colours of the frame for the canvas, read from the tokens so that both agree.

import { inTheDark } from "../shared/hotspots";

export interface Theme {
  readonly dark: boolean;
  readonly text: string;
  readonly textSecond: string;
  readonly accent: string;
  readonly warning: string;
  readonly danger: string;
  readonly water: string;
  readonly green: string;
  readonly building: string;
  readonly buildingLine: string;
  readonly road: string;
  readonly roadCasing: string;
  readonly rail: string;
  readonly community: string;
  readonly halo: string;
  readonly font: string;
}

/** Read the colours in force. */
export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    dark: inTheDark(),
    text: token("text"),
    textSecond: token("text-second"),
    accent: token("accent"),
    warning: token("warning"),
    danger: token("danger"),
    water: token("map-water"),
    green: token("map-green"),
    building: token("map-building"),
    buildingLine: token("map-building-line"),
    road: token("map-road"),
    roadCasing: token("map-road-casing"),
    rail: token("map-rail"),
    community: token("map-community"),
    halo: token("map-halo"),
    font: token("font"),
  };
}
