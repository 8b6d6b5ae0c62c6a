// Adding, moving and editing a point: the mark on the map, the card beside it, and before saving the
// cell and the worker that it would belong to.

import type { PointCard } from "../../../api/points";
import { send } from "../../../api/sending";
import { distance_m, type LonLat } from "../../../map/metres";
import type { Translate } from "../../../shared/catalogue";
import { button, element } from "../../../shared/dom";
import type { Kind } from "../../../shared/symbols";
import { showRefusal, showToast } from "../../../shell/toast";
import type { Card } from "../cards/frame";
import { cellName, kindName, kindWord } from "../panels/text";
import type { MapView } from "../view";
import { CameraAim } from "./camera";
import { type PointForm, pointForm } from "./form";
import { MarkerTool } from "./marker";
import { PlacePart } from "./place";

export interface SessionEnd {
  /** The point as it now is. */
  saved(point: PointCard): void;
  cancelled(): void;
}

interface Wanted {
  readonly kind: Kind;
  readonly point: PointCard | null;
  readonly withForm: boolean;
}

const UNMOVED_M = 0.005;

export class EditSession {
  readonly #tool: MarkerTool;
  readonly #place: PlacePart;
  readonly #form: PointForm | null;
  readonly #camera: CameraAim | null;
  readonly #save: HTMLButtonElement;

  constructor(
    readonly t: Translate,
    readonly map: MapView,
    readonly card: Card,
    readonly wanted: Wanted,
    readonly end: SessionEnd,
  ) {
    const { kind, point, withForm } = wanted;
    const first: LonLat | null = point === null ? null : [point.lon, point.lat];
    this.#form = withForm ? pointForm(t, kind, point) : null;
    this.#camera = kind === "camera" && this.#form !== null ? this.#makeCamera(this.#form) : null;
    this.#place = new PlacePart(t, first, (place) => {
      this.#tool.put(place);
      this.map.lookAtPlace(...place);
    });
    this.#tool = new MarkerTool(
      kind,
      first,
      {
        theme: map.theme,
        pixelOf: (place) => map.pixelOf(place),
        moved: (place) => this.#moved(place),
      },
      this.#camera?.aim ?? null,
    );
    this.#save = button({ class: "primary" }, () => void this.#send(), t("ui.one_map.place.save"));
    this.#open();
  }

  /** Give up; what was changed is not kept. */
  stop(): void {
    this.map.use(null);
    this.#place.stop();
    this.#camera?.stop();
  }

  #makeCamera(form: PointForm): CameraAim {
    return new CameraAim(this.t, form, () => this.#tool.draw(), (error) => showRefusal(this.t, error));
  }

  #open(): void {
    const { t, wanted, card } = this;
    card.show(
      this.#title(),
      element("p", { class: "second small" }, t("ui.one_map.place.how")),
      this.#place.root,
      this.#form?.root ?? null,
      this.#camera === null ? null : element("p", { class: "second small" }, t("ui.one_map.camera.handles")),
      this.#camera?.said ?? null,
      element(
        "div",
        { class: "row-of-buttons card-foot" },
        this.#save,
        button({ class: "plain" }, () => this.end.cancelled(), t("ui.shell.cancel")),
      ),
    );
    this.map.use(this.#tool);
    if (wanted.point !== null) {
      this.#place.ask([wanted.point.lon, wanted.point.lat]);
      this.#camera?.follow([wanted.point.lon, wanted.point.lat]);
      this.map.lookAtPlace(wanted.point.lon, wanted.point.lat);
    }
    this.map.focus();
  }

  #title(): string {
    const { t, wanted } = this;
    const { kind, point, withForm } = wanted;
    if (point === null) return t("ui.one_map.place.title", { kind: kindWord(t, kind) });
    const name = point.name || kindName(t, kind);
    return t(withForm ? "ui.one_map.point.edit.title" : "ui.one_map.point.move.title", { name });
  }

  #moved(place: LonLat): void {
    this.#place.ask(place);
    this.#camera?.follow(place);
  }

  async #send(): Promise<void> {
    const { t } = this;
    const place = this.#tool.place;
    if (place === null) {
      this.#place.complain(t("ui.one_map.place.first"));
      return;
    }
    const words = this.#form === null ? {} : this.#form.read();
    if (words === null) return;
    this.#save.disabled = true;
    try {
      const point = await this.#wish(place, words);
      this.#tell(point);
      this.end.saved(point);
    } catch (error) {
      showRefusal(t, error);
    } finally {
      this.#save.disabled = false;
    }
  }

  async #wish(place: LonLat, words: object): Promise<PointCard> {
    const { kind, point } = this.wanted;
    const [lon, lat] = place;
    if (point === null) {
      const happened = kind === "incident" || kind === "hazard" ? { happened_at: new Date().toISOString() } : {};
      return send({ method: "POST", path: `/points/${kind}`, body: { ...words, ...happened, lon, lat } });
    }
    const unmoved = distance_m(place, [point.lon, point.lat]) < UNMOVED_M;
    return send({
      method: "PATCH",
      path: `/points/${kind}/${encodeURIComponent(point.id)}`,
      body: { ...words, ...(unmoved ? {} : { lon, lat }) },
      revision: point.revision,
    });
  }

  #tell(point: PointCard): void {
    const { t, wanted } = this;
    const name = point.name || kindWord(t, point.kind);
    const { cell } = point.place;
    const before = wanted.point?.place.cell ?? null;
    const worker = cell?.leader_name ?? t("ui.page.no_leader");
    const crossed = before !== null && cell !== null && before.code !== cell.code;
    const text =
      cell === null
        ? t("ui.one_map.place.saved_outside", { name })
        : crossed
          ? t("ui.one_map.point.moved", { cell: cellName(t, cell), worker, before: cellName(t, before) })
          : t("ui.one_map.place.saved", { name, cell: cellName(t, cell), worker });
    showToast(t, { text, kind: "good" });
  }
}
