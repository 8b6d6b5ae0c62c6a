// Keeps the density in step with the choices, and reads its value at a place.

import { mapApi } from "../../../api/map";
import type { Legends } from "../panels/legends";
import type { Choices } from "../state";
import type { MapView } from "../view";
import { limitsOf } from "./limits";

export class HeatPart {
  #asked = 0;

  constructor(
    readonly choices: Choices,
    readonly map: MapView,
    readonly legends: Legends,
    readonly failed: (error: unknown, again: () => void) => void,
  ) {
    choices.follow((now, before) => {
      const first = now === before && now.heat !== null;
      const other =
        now.heat !== before.heat ||
        now.radius_m !== before.radius_m ||
        now.hotspots !== before.hotspots ||
        now.period !== before.period ||
        now.hours !== before.hours ||
        now.classes !== before.classes;
      if (first || other) void this.load();
    });
  }

  async load(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const { now } = this.choices;
    const kind = now.heat;
    if (kind === null) {
      this.map.heat.hide();
      this.legends.showDensity("incident", null, false);
      return;
    }
    try {
      this.legends.awaitDensity();
      const density = await mapApi.density(kind, limitsOf(now, kind), now.radius_m);
      if (asked !== this.#asked) return;
      this.legends.showDensity(kind, density, now.hotspots);
      await this.map.heat.show(density, now.hotspots);
    } catch (error) {
      if (asked !== this.#asked) return;
      this.map.heat.hide();
      this.legends.showDensity(kind, null, false);
      this.failed(error, () => void this.load());
    }
  }
}
