// Where the mark stands: coordinates that can be typed, the cell, the worker, the border near by.

import { mapApi } from "../../../api/map";
import type { Whereabouts } from "../../../api/points";
import type { LonLat } from "../../../map/metres";
import type { Translate } from "../../../shared/catalogue";
import { button, element } from "../../../shared/dom";
import { formatLength } from "../../../shared/numbers";
import { showRefusal } from "../../../shell/toast";
import { facts } from "../cards/frame";
import { doubt } from "../cards/point";
import { cellName } from "../panels/text";

const WAIT_MS = 90;
const DECIMALS = 7;

export class PlacePart {
  readonly root: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #answer = element("div", { class: "whereabouts", attributes: { "aria-live": "polite" } });
  readonly #fault = element("p", { class: "fault small", attributes: { role: "alert" } });
  #timer = 0;
  #asked = 0;

  constructor(
    readonly t: Translate,
    place: LonLat | null,
    readonly put: (place: LonLat) => void,
  ) {
    this.#input = element("input", {
      class: "input",
      attributes: { type: "text", id: "place-coordinates", spellcheck: "false", inputmode: "text" },
    });
    this.#input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.#go();
    });
    if (place !== null) this.#write(place);
    const label = element("label", { attributes: { for: "place-coordinates" } }, t("ui.one_map.place.coordinates"));
    const go = button({ class: "plain" }, () => this.#go(), t("ui.one_map.place.go"));
    this.#answer.append(element("p", { class: "second" }, t("ui.one_map.place.nowhere")));
    this.root = element(
      "div",
      { class: "place-part" },
      this.#answer,
      element("div", { class: "field" }, label, element("div", { class: "with-unit" }, this.#input, go)),
      this.#fault,
    );
  }

  /** Ask which cell and worker a place belongs to. */
  ask(place: LonLat): void {
    this.complain("");
    this.#write(place);
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#locate(place), WAIT_MS);
  }

  stop(): void {
    window.clearTimeout(this.#timer);
    this.#asked += 1;
  }

  complain(fault: string): void {
    this.#fault.textContent = fault;
  }

  #write(place: LonLat): void {
    this.#input.value = place.map((degrees) => degrees.toFixed(DECIMALS)).join(", ");
  }

  #go(): void {
    const [lon = NaN, lat = NaN] = this.#input.value.split(/[,，\s]+/).filter(Boolean).map(Number);
    const sensible = Math.abs(lon) <= 180 && Math.abs(lat) <= 85;
    this.complain(sensible ? "" : this.t("ui.one_map.place.wrong"));
    if (sensible) this.put([lon, lat]);
  }

  async #locate(place: LonLat): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const found = await mapApi.points.locate(place[0], place[1]);
      if (asked === this.#asked) this.#show(found);
    } catch (error) {
      if (asked === this.#asked) showRefusal(this.t, error);
    }
  }

  #show(found: Whereabouts): void {
    const { t } = this;
    const { cell, border_m } = found;
    const border = border_m === null ? "–" : formatLength(Math.round(border_m * 10) / 10);
    const rows: [string, string][] =
      cell === null
        ? [[t("ui.one_map.place.cell"), t("ui.one_map.place.outside")]]
        : [
            [t("ui.one_map.place.cell"), `${cellName(t, cell)} · ${cell.community_name}`],
            [t("ui.one_map.place.worker"), cell.leader_name ?? t("ui.page.no_leader")],
            [t("ui.one_map.place.border"), border],
          ];
    const parts = [facts(rows), doubt(t, found.doubtful)];
    this.#answer.replaceChildren(...parts.filter((part) => part !== null));
  }
}
