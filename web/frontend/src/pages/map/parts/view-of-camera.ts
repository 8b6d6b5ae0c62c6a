// What the selected camera sees, drawn while its card is open.

import VectorLayer from "ol/layer/Vector";
import VectorSource from "ol/source/Vector";
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import type { PointRow } from "../../../api/points";
import { reachApi } from "../../../api/reaches";
import { readFeatures } from "../../../map/projecting";
import { withOpacity } from "../../../shared/scales";
import { KIND_COLOURS } from "../../../shared/symbols";
import { azimuthsIn } from "../editing/camera";
import { type Choices, sameSelection } from "../state";
import type { MapView } from "../view";

const DEFAULT_RANGE_M = 50;

export class ViewOfCamera {
  readonly #source = new VectorSource();
  #asked = 0;

  constructor(
    choices: Choices,
    map: MapView,
    readonly failed: (error: unknown) => void,
  ) {
    const colour = KIND_COLOURS.camera;
    const style = new Style({
      fill: new Fill({ color: withOpacity(colour, 0.3) }),
      stroke: new Stroke({ color: colour, width: 1.5 }),
    });
    map.addLayer(new VectorLayer({ source: this.#source, style }));
    choices.follow((now, before) => {
      if (!sameSelection(now.selection, before.selection)) this.#clear();
    });
  }

  /** Show what a camera sees; any other point shows nothing. */
  async show(point: PointRow): Promise<void> {
    this.#clear();
    if (point.kind !== "camera") return;
    const asked = this.#asked;
    const { azimuth_deg, other_azimuths, angle_deg, range_m } = point.attributes;
    const azimuths = typeof azimuth_deg === "number" ? [azimuth_deg, ...azimuthsIn(String(other_azimuths ?? ""))] : [];
    const angle = typeof angle_deg === "number" ? angle_deg : azimuths.length === 0 ? 360 : 90;
    const range = typeof range_m === "number" ? range_m : DEFAULT_RANGE_M;
    try {
      const { geometry } = await reachApi.view([point.lon, point.lat], azimuths, angle, range);
      if (asked !== this.#asked) return;
      const feature = { type: "Feature", properties: {}, geometry } as const;
      this.#source.addFeatures(readFeatures({ type: "FeatureCollection", features: [feature] }));
    } catch (error) {
      if (asked === this.#asked) this.failed(error);
    }
  }

  #clear(): void {
    this.#asked += 1;
    this.#source.clear();
  }
}
