// The cells of a map, found by their codes; their borders become finer as they come near.

import type OlFeature from "ol/Feature";
import VectorSource from "ol/source/Vector";
import type { MapLayerAnswer } from "../api/schema";
import { readAreas } from "./packed";

export class CellSource extends VectorSource {
  readonly #byCode = new Map<string, OlFeature>();

  of(code: string): OlFeature | undefined {
    return this.#byCode.get(code);
  }

  fill(cells: MapLayerAnswer): void {
    const features = readAreas(cells);
    for (const feature of features) this.#byCode.set(String(feature.get("code")), feature);
    this.addFeatures(features);
  }

  /** Draw some of the cells with finer borders. */
  refine(cells: MapLayerAnswer): void {
    for (const finer of readAreas(cells)) {
      this.of(String(finer.get("code")))?.setGeometry(finer.getGeometry());
    }
  }
}
