// Keeps what cameras see, or do not see, in step with the choices.

import VectorImageLayer from "ol/layer/VectorImage";
import VectorSource from "ol/source/Vector";
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import { type ReachNow, reachApi } from "../../../api/reaches";
import { readFeatures } from "../../../map/projecting";
import type { Translate } from "../../../shared/catalogue";
import { element } from "../../../shared/dom";
import { swatches } from "../../../shared/legend";
import { formatArea, formatNumber, THIN_SPACE } from "../../../shared/numbers";
import { withOpacity } from "../../../shared/scales";
import { KIND_COLOURS } from "../../../shared/symbols";
import type { Legends } from "../panels/legends";
import type { Choices, ReachMode } from "../state";
import type { MapView } from "../view";

const BLIND = "#B54708";
const FILL = 0.3;

export class ReachPart {
  readonly #source = new VectorSource();
  readonly #layer: VectorImageLayer;
  #asked = 0;

  constructor(
    readonly t: Translate,
    readonly choices: Choices,
    map: MapView,
    readonly legends: Legends,
    readonly failed: (error: unknown) => void,
  ) {
    this.#layer = new VectorImageLayer({ source: this.#source, imageRatio: 1.5, style: () => this.#style(), visible: false });
    map.addUnder(this.#layer);
    choices.follow((now, before) => {
      if (now.reach !== before.reach || (now === before && now.reach !== null)) void this.#load(now.reach);
    });
  }

  async #load(mode: ReachMode | null): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    this.#source.clear();
    this.#layer.setVisible(mode !== null);
    if (mode === null) {
      this.legends.showReach();
      return;
    }
    this.legends.showReach(element("p", { class: "second small" }, this.t("ui.page.loading")));
    try {
      const reach = await reachApi.cameras(mode);
      if (asked === this.#asked) this.#show(mode, reach);
    } catch (error) {
      if (asked !== this.#asked) return;
      this.legends.showReach();
      this.failed(error);
    }
  }

  #show(mode: ReachMode, reach: ReachNow): void {
    const { t } = this;
    this.#source.addFeatures(readFeatures(reach.areas));
    const ratio = reach.covered_ratio;
    const share = ratio === null ? "–" : `${formatNumber(ratio * 100, 1)}${THIN_SPACE}%`;
    const label = t(`ui.one_map.reach.legend.${mode}`);
    const seen = t("ui.one_map.reach.share", {
      share,
      covered: formatArea(reach.covered_m2),
      total: formatArea(reach.total_m2),
    });
    this.legends.showReach(
      swatches([{ colour: withOpacity(this.#colour(), FILL), label }]),
      element("p", { class: "second small" }, seen.replaceAll(THIN_SPACE, "\u202f")),
    );
  }

  #colour(): string {
    return this.choices.now.reach === "blind" ? BLIND : KIND_COLOURS.camera;
  }

  #style(): Style {
    const colour = this.#colour();
    return new Style({
      fill: new Fill({ color: withOpacity(colour, FILL) }),
      stroke: new Stroke({ color: withOpacity(colour, 0.7), width: 1 }),
    });
  }
}
