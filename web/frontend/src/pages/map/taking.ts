// What can be taken along: what is seen of a layer as a file, and the map as a picture.

import { exportAddress } from "../../api/client";
import { query } from "../../api/points";
import { KINDS } from "../../api/types";
import type { Translate } from "../../shared/catalogue";
import { showToast } from "../../shell/toast";
import type { Format, Layer } from "./panels/export-group";
import type { Legends } from "./panels/legends";
import { limitsOf } from "./parts/limits";
import { pictureOf, savePicture } from "./picture";
import type { Choices } from "./state";
import { dayText } from "./time/period";
import type { MapView } from "./view";

export class Taking {
  constructor(
    readonly t: Translate,
    readonly choices: Choices,
    readonly map: MapView,
    readonly legends: Legends,
    readonly name: string,
  ) {}

  /** Return the address of what is seen of a layer: this part of the map, with these limits. */
  seen(layer: Layer, format: Format): string {
    const bbox = this.map.bounds.map((side) => side.toFixed(7)).join();
    const kind = KINDS.find((one) => `${one}s` === layer);
    const limits = kind === undefined ? {} : limitsOf(this.choices.now, kind);
    return exportAddress(layer, format) + query({ ...limits, bbox });
  }

  /** Save the map as a picture. */
  async picture(): Promise<void> {
    const { t, map, name } = this;
    await map.settled();
    const bar = map.target.parentElement?.querySelector<HTMLElement>(".scale-bar");
    const date = dayText(new Date());
    const canvas = pictureOf(map.target, map.theme(), {
      heading: name,
      note: date,
      legend: this.legends.told,
      scale: { px: bar?.offsetWidth ?? 0, label: bar?.textContent ?? "" },
    });
    try {
      await savePicture(canvas, `${name}-${t("ui.one_map.export.png.name")}-${date}`);
    } catch {
      // A browser does not let a page read pictures that came from another host.
      showToast(t, { text: t("ui.one_map.export.png.foreign"), mend: t("ui.one_map.export.png.foreign.mend"), kind: "refusal" });
    }
  }
}
