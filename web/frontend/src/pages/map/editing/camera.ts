// Joins the handles of a camera with the numbers of its form, and asks what it would see.

import type { LonLat } from "../../../map/metres";
import { Aim, type Aiming } from "./aim";
import type { PointForm } from "./form";

const FIRST: Aiming = { azimuth_deg: 0, angle_deg: 90, range_m: 50 };
const NAMES = ["azimuth_deg", "angle_deg", "range_m"] as const;

export class CameraAim {
  readonly aim: Aim;
  readonly #inputs: readonly HTMLInputElement[];
  #place: LonLat | null = null;

  constructor(
    form: PointForm,
    readonly redraw: () => void,
  ) {
    this.#inputs = NAMES.map((name) => form.input(name)).filter((input) => input instanceof HTMLInputElement);
    const read = this.#read();
    this.aim = new Aim(read, (aiming) => this.#write(aiming));
    if (this.#inputs.every((input) => input.value === "")) this.#write(FIRST);
    for (const input of this.#inputs) {
      input.addEventListener("input", () => {
        this.aim.set(this.#read());
        this.redraw();
      });
    }
  }

  /** Follow the camera to another place. */
  follow(place: LonLat): void {
    this.#place = place;
    void this.#place;
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
