// The density frame by frame: each hour, weekday or month in its turn, moved by hand or played.

import type { Band, DensityFrames } from "../../../api/densities";
import type { Translate } from "../../../shared/catalogue";
import { button, element } from "../../../shared/dom";
import { formatNumber } from "../../../shared/numbers";
import type { Choices } from "../state";

const BANDS: readonly Band[] = ["hour", "weekday", "month"];
const FRAME_MS = 900;

export interface FrameSource {
  load(band: Band): Promise<DensityFrames | null>;
  show(frames: DensityFrames, at: number): Promise<void>;
  /** Show the density of all again. */
  whole(): void;
  failed(error: unknown): void;
}

export class FrameSlider {
  readonly root: HTMLElement;
  readonly #select = element("select", { attributes: { id: "frames-band" } });
  readonly #slider = element("input", { attributes: { type: "range", min: "0", step: "1", id: "frames-at" } });
  readonly #said = element("output", { class: "figure", attributes: { for: "frames-at" } });
  readonly #play: HTMLButtonElement;
  readonly #line: HTMLElement;
  #frames: DensityFrames | null = null;
  #band: Band = "hour";
  #timer = 0;

  constructor(
    readonly t: Translate,
    choices: Choices,
    readonly source: FrameSource,
  ) {
    const option = (value: string): HTMLElement =>
      element("option", { attributes: { value } }, t(`ui.one_map.frames.${value || "off"}`));
    this.#select.append(option(""), ...BANDS.map(option));
    this.#play = button({ class: "plain" }, () => this.#toggle(), t("ui.one_map.frames.play"));
    this.#slider.setAttribute("aria-label", t("ui.one_map.frames.at"));
    this.#line = element("div", { class: "frames-line" }, this.#play, this.#slider, this.#said);
    this.#line.hidden = true;
    this.root = element(
      "div",
      { class: "frames" },
      element("div", { class: "inline" }, element("label", { attributes: { for: "frames-band" } }, t("ui.one_map.frames")), this.#select),
      this.#line,
    );
    this.#select.addEventListener("change", () => void this.#choose());
    this.#slider.addEventListener("input", () => void this.#show());
    choices.follow((now, before) => {
      this.root.hidden = now.heat === null;
      const other = now.heat !== before.heat || now.radius_m !== before.radius_m || now.period !== before.period || now.hours !== before.hours;
      if (other) this.#close();
    });
  }

  #close(): void {
    this.#stop();
    this.#frames = null;
    this.#select.value = "";
    this.#line.hidden = true;
  }

  async #choose(): Promise<void> {
    const band = BANDS.find((one) => one === this.#select.value);
    this.#stop();
    if (band === undefined) {
      this.#close();
      this.source.whole();
      return;
    }
    try {
      const frames = await this.source.load(band);
      if (frames === null || this.#select.value !== band) return;
      this.#band = band;
      this.#frames = frames;
      this.#slider.max = String(frames.images.length - 1);
      this.#slider.value = "0";
      this.#line.hidden = false;
      await this.#show();
    } catch (error) {
      this.source.failed(error);
    }
  }

  async #show(): Promise<void> {
    const at = this.#slider.valueAsNumber;
    if (this.#frames === null) return;
    const count = formatNumber(this.#frames.counts[at] ?? 0);
    const name = this.#name(at);
    this.#said.textContent = `${name} · ${count}`;
    this.#slider.setAttribute("aria-valuetext", `${name}, ${count}`);
    try {
      await this.source.show(this.#frames, at);
    } catch (error) {
      this.#stop();
      this.source.failed(error);
    }
  }

  #name(at: number): string {
    if (this.#band === "weekday") return this.t(`ui.one_map.day.${at}`);
    if (this.#band === "month") return this.t("ui.one_map.month", { month: at + 1 });
    const pad = (hour: number): string => String(hour).padStart(2, "0");
    return `${pad(at)}:00–${pad(at + 1)}:00`;
  }

  #toggle(): void {
    if (this.#timer !== 0) {
      this.#stop();
      return;
    }
    this.#play.textContent = this.t("ui.one_map.frames.stop");
    this.#timer = window.setInterval(() => {
      const next = (this.#slider.valueAsNumber + 1) % (Number(this.#slider.max) + 1);
      this.#slider.value = String(next);
      void this.#show();
    }, FRAME_MS);
  }

  #stop(): void {
    window.clearInterval(this.#timer);
    this.#timer = 0;
    this.#play.textContent = this.t("ui.one_map.frames.play");
  }
}
