// Joins the handles of a camera with the numbers of its form, and asks what it would see.

import { reachApi } from "../../../api/reaches";
import type { LonLat } from "../../../map/metres";
import { readFeatures } from "../../../map/projecting";
import type { Translate } from "../../../shared/catalogue";
import { element } from "../../../shared/dom";
import { formatArea } from "../../../shared/numbers";
import { Aim, type Aiming } from "./aim";
import type { PointForm } from "./form";

const FIRST: Aiming = { azimuth_deg: 0, angle_deg: 90, range_m: 50 };
const WAIT_MS = 120;
const NAMES = ["azimuth_deg", "angle_deg", "range_m"] as const;

/** Return the azimuths in a text such as "90;180". */
export function azimuthsIn(text: string): number[] {
  return text.split(";").flatMap((part) => (/^\s*\d{1,3}(\.\d+)?\s*$/.test(part) ? [Number(part)] : []));
}

export class CameraAim {
  readonly aim: Aim;
  readonly said = element("p", { class: "small", attributes: { role: "status" } });
  readonly #inputs: readonly HTMLInputElement[];
  readonly #others: HTMLInputElement | null;
  #place: LonLat | null = null;
  #timer = 0;
  #asked = 0;

  constructor(
    readonly t: Translate,
    form: PointForm,
    readonly redraw: () => void,
    readonly failed: (error: unknown) => void,
  ) {
    this.#inputs = NAMES.map((name) => form.input(name)).filter((input) => input instanceof HTMLInputElement);
    const others = form.input("other_azimuths");
    this.#others = others instanceof HTMLInputElement ? others : null;
    this.#others?.addEventListener("input", () => this.#soon());
    const read = this.#read();
    this.aim = new Aim(read, (aiming) => {
      this.#write(aiming);
      this.#soon();
    });
    if (this.#inputs.every((input) => input.value === "")) this.#write(FIRST);
    for (const input of this.#inputs) {
      input.addEventListener("input", () => {
        this.aim.set(this.#read());
        this.redraw();
        this.#soon();
      });
    }
  }

  /** Follow the camera to another place. */
  follow(place: LonLat): void {
    this.#place = place;
    this.#soon();
  }

  stop(): void {
    window.clearTimeout(this.#timer);
    this.#asked += 1;
  }

  /** Ask what the camera would see once hands are still for a moment. */
  #soon(): void {
    this.aim.show(null);
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#ask(), WAIT_MS);
  }

  async #ask(): Promise<void> {
    const place = this.#place;
    if (place === null) return;
    this.#asked += 1;
    const asked = this.#asked;
    const { azimuth_deg, angle_deg, range_m } = this.aim.aiming;
    try {
      const azimuths = azimuth_deg === null ? [] : [azimuth_deg, ...azimuthsIn(this.#others?.value ?? "")];
      const view = await reachApi.view([place[0], place[1]], azimuths, angle_deg, range_m);
      if (asked !== this.#asked) return;
      const feature = { type: "Feature", properties: {}, geometry: view.geometry } as const;
      const [seen = null] = readFeatures({ type: "FeatureCollection", features: [feature] });
      this.aim.show(seen);
      this.said.textContent = this.t("ui.one_map.camera.sees", { area: formatArea(view.area_m2) });
      this.redraw();
    } catch (error) {
      if (asked === this.#asked) this.failed(error);
    }
  }

  #read(): Aiming {
    const [azimuth, angle, range] = this.#inputs.map((input) => (input.value === "" ? null : input.valueAsNumber));
    const empty = this.#inputs.every((input) => input.value === "");
    return {
      azimuth_deg: empty ? FIRST.azimuth_deg : (azimuth ?? null),
      angle_deg: angle ?? FIRST.angle_deg,
      range_m: range ?? FIRST.range_m,
    };
  }

  #write({ azimuth_deg, angle_deg, range_m }: Aiming): void {
    const values = [azimuth_deg, angle_deg, range_m];
    this.#inputs.forEach((input, i) => {
      const value = values[i];
      input.value = value === null || value === undefined ? "" : String(value);
    });
  }
}
