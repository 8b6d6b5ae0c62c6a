// The base map from the territory's own streets and buildings.

import type OlFeature from "ol/Feature";
import VectorImageLayer from "ol/layer/VectorImage";
import VectorSource from "ol/source/Vector";
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import Text from "ol/style/Text";
import type { FeatureLike } from "ol/Feature";
import type { Theme } from "../standalone/theme";
import type { LayerName } from "../api/layers";
import type { MapLayerAnswer } from "../api/schema";
import { Detail } from "./detail";
import { readAreas, readLines } from "./packed";

interface Road {
  readonly width_m: number;
  readonly least_px: number;
  readonly rank: number;
}

const ROADS: Readonly<Record<string, Road>> = {
  lane: { width_m: 5, least_px: 0.75, rank: 0 },
  branch_road: { width_m: 9, least_px: 1.25, rank: 1 },
  secondary_road: { width_m: 15, least_px: 2, rank: 2 },
  main_road: { width_m: 24, least_px: 3, rank: 3 },
};
const RIVER_WIDTH_M = 26;
const BUILDINGS_BELOW = 14;
const LANES_BELOW = 10;
const WALLS_BELOW = 4;
const STREET_NAMES_BELOW = 4;
const OVER_ALL_CASINGS = 10;
/** Drawn once and moved as a picture, a part wider than the window. */
const AROUND_RATIO = 1.5;
/** From afar communities are named, nearer their cells: a number alone says nothing of many communities. */
export const COMMUNITY_NAMES_ABOVE = 3.5;
const NAMED = new Set(["main_road", "secondary_road", "branch_road", "river"]);

type Styling = (feature: FeatureLike, resolution: number) => Style | Style[] | undefined;

function streetStyling(theme: () => Theme): Styling {
  return (feature, resolution) => {
    const colours = theme();
    const lineClass = String(feature.get("line_class"));
    const road = ROADS[lineClass];
    const made =
      road === undefined
        ? otherLine(lineClass, resolution, colours)
        : roadLine(road, lineClass, resolution, colours);
    const name = String(feature.get("name") ?? "");
    if (resolution < STREET_NAMES_BELOW && name !== "" && NAMED.has(lineClass)) {
      made.push(streetName(name, colours));
    }
    return made;
  };
}

function roadLine(road: Road, lineClass: string, resolution: number, theme: Theme): Style[] {
  if (lineClass === "lane" && resolution > LANES_BELOW) return [];
  const width = Math.max(road.least_px, road.width_m / resolution);
  const line = (colour: string, wide: number, rank: number): Style =>
    new Style({
      stroke: new Stroke({ color: colour, width: wide, lineCap: "round", lineJoin: "round" }),
      zIndex: rank,
    });
  return [
    line(theme.roadCasing, width + 2, road.rank),
    line(theme.road, width, OVER_ALL_CASINGS + road.rank),
  ];
}

function otherLine(lineClass: string, resolution: number, theme: Theme): Style[] {
  if (lineClass === "river") {
    const width = Math.max(1.5, RIVER_WIDTH_M / resolution);
    return [new Style({ stroke: new Stroke({ color: theme.water, width }), zIndex: -1 })];
  }
  if (lineClass === "rail") {
    const dashes = new Stroke({ color: theme.road, width: 1.5, lineDash: [8, 8], lineCap: "butt" });
    return [
      new Style({ stroke: new Stroke({ color: theme.rail, width: 3 }), zIndex: 20 }),
      new Style({ stroke: dashes, zIndex: 21 }),
    ];
  }
  if (resolution > WALLS_BELOW) return [];
  return [new Style({ stroke: new Stroke({ color: theme.rail, width: 0.75, lineDash: [2, 2] }) })];
}

function streetName(name: string, theme: Theme): Style {
  return new Style({
    zIndex: 30,
    text: new Text({
      text: name,
      placement: "line",
      font: `400 11px ${theme.font}`,
      fill: new Fill({ color: theme.textSecond }),
      stroke: new Stroke({ color: theme.halo, width: 3 }),
    }),
  });
}

function buildingStyling(theme: () => Theme): Styling {
  return (_feature, resolution) => {
    if (resolution > BUILDINGS_BELOW) return undefined;
    const colours = theme();
    const fill = new Fill({ color: colours.building });
    if (resolution > BUILDINGS_BELOW / 3) return new Style({ fill });
    return new Style({ fill, stroke: new Stroke({ color: colours.buildingLine, width: 0.75 }) });
  };
}

function communityStyling(theme: () => Theme, named: boolean): Styling {
  return (feature, resolution) => {
    const colours = theme();
    const width = resolution > 10 ? 2 : 3;
    const made = [
      new Style({ stroke: new Stroke({ color: colours.halo, width: width + 3 }), zIndex: 0 }),
      new Style({ stroke: new Stroke({ color: colours.community, width }), zIndex: 1 }),
    ];
    const name = String(feature.get("name") ?? "");
    if (named && resolution > COMMUNITY_NAMES_ABOVE && name !== "") made.push(communityName(name, colours));
    return made;
  };
}

function communityName(name: string, theme: Theme): Style {
  return new Style({
    zIndex: 40,
    text: new Text({
      text: name,
      font: `600 13px ${theme.font}`,
      fill: new Fill({ color: theme.text }),
      stroke: new Stroke({ color: theme.halo, width: 4 }),
      overflow: true,
    }),
  });
}

export interface BaseLayers {
  readonly under: readonly VectorImageLayer[];
  readonly communities: VectorImageLayer;
  /** What has to be loaded as the map moves. */
  readonly details: readonly Detail[];
}

function detail(name: LayerName, layer: VectorImageLayer, read: (part: MapLayerAnswer) => OlFeature[]): Detail {
  return new Detail(name, -1, (part) => {
    const source = layer.getSource();
    source?.clear(true);
    source?.addFeatures(read(part));
  });
}

/** Return the layers of the base map, empty until their details are met; communities are named if asked. */
export function baseLayers(theme: () => Theme, named = false): BaseLayers {
  const source = (): VectorSource => new VectorSource();
  const imageRatio = AROUND_RATIO;
  const buildings = new VectorImageLayer({
    imageRatio,
    maxResolution: BUILDINGS_BELOW,
    source: source(),
    style: buildingStyling(theme),
  });
  const streets = new VectorImageLayer({
    imageRatio,
    source: source(),
    style: streetStyling(theme),
    declutter: true,
  });
  const communities = new VectorImageLayer({ imageRatio, source: source(), style: communityStyling(theme, named), declutter: true });
  return {
    under: [buildings, streets],
    communities,
    details: [
      detail("buildings", buildings, readAreas),
      detail("streets", streets, readLines),
      detail("communities", communities, readAreas),
    ],
  };
}
