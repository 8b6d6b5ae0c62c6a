// Putting the page together: panels around the map, and the parts that keep them in step.

import { mapLayer, rowsOf } from "../../api/layers";
import { mapApi } from "../../api/map";
import type { PointCard, PointRow } from "../../api/points";
import type { MapLayerAnswer } from "../../api/schema";
import type { CellRow, Overview } from "../../api/types";
import { roundBounds } from "../../shared/bounds";
import type { Translate } from "../../shared/catalogue";
import { element } from "../../shared/dom";
import { formatNumber } from "../../shared/numbers";
import { namePlace } from "../../shell/frame";
import { showRefusal } from "../../shell/toast";
import { levelOfBounds } from "../../map/detail";
import { Pin } from "../../map/pin";
import { tileLayer } from "../../map/tiles";
import { readAddress, type Sight, writeAddress } from "./address";
import { Card } from "./cards/frame";
import { showSeveral } from "./cards/several";
import { EditDesk } from "./editing/desk";
import { Finding } from "./finding";
import { furnish, tool } from "./furniture";
import { baseName } from "./panels/base-group";
import { LayersPanel } from "./panels/layers";
import { Legends } from "./panels/legends";
import { CellList } from "./panels/list";
import { PointsList } from "./panels/points-list";
import { SidePanel } from "./panels/side";
import { cellName } from "./panels/text";
import { CardsPart } from "./parts/cards";
import { HeatPart } from "./parts/heat";
import { PointsPart } from "./parts/points";
import { ReachPart } from "./parts/reach";
import { ShadingPart } from "./parts/shading";
import { ViewOfCamera } from "./parts/view-of-camera";
import { WeekPart } from "./parts/week";
import { Printing } from "./printing";
import { SearchBox } from "./search";
import { Choices, FIRST, selectedCell } from "./state";
import { FrameSlider } from "./time/frames";
import { Taking } from "./taking";
import { TimeStrip } from "./time/strip";
import { WeekTable } from "./time/week";
import { copyLink, Measure, measureButton } from "./tools";
import { MapView } from "./view";

/** Load the territory and open the page in an element. */
export async function openPage(root: HTMLElement, t: Translate): Promise<void> {
  const overview = await mapApi.overview();
  const whole = overview.bounds === null ? 0 : levelOfBounds(overview.bounds, window.innerWidth);
  new Page(root, t, overview, await mapLayer("cells", whole), whole);
}

class Page {
  readonly #rows: ReadonlyMap<string, CellRow>;
  readonly #choices: Choices;
  readonly #sight: Sight | null;
  readonly #map: MapView;
  readonly #card: Card;
  readonly #legends: Legends;
  readonly #points: PointsPart;
  readonly #desk: EditDesk;
  readonly #measure: Measure;
  #heat: HeatPart | null = null;

  constructor(
    root: HTMLElement,
    readonly t: Translate,
    readonly overview: Overview,
    cells: MapLayerAnswer,
    whole: number,
  ) {
    const rows = rowsOf<CellRow>(cells);
    this.#rows = new Map(rows.map((row) => [row.code, row]));
    const { state, sight } = readAddress(location.hash);
    this.#choices = new Choices(state);
    this.#sight = sight;
    const wanted = selectedCell(state);
    if (wanted !== null && !this.#rows.has(wanted)) this.#choices.change({ selection: FIRST.selection });
    this.#card = new Card(t, () => this.#close());
    this.#legends = new Legends(t);
    this.#map = this.#makeMap();
    this.#map.cells.fill(rows, cells);
    const { base_map } = overview;
    if (base_map !== null) this.#map.offerTiles(tileLayer(base_map));
    this.#points = new PointsPart(this.#choices, this.#map, this.#failed, (points) => this.#showSeveral(points));
    this.#measure = new Measure(t, this.#map, () => this.#desk.stop());
    this.#desk = this.#makeDesk();
    const camera = new ViewOfCamera(this.#choices, this.#map, this.#failed);
    new CardsPart(t, this.#choices, this.#map, this.#card, this.#desk, {
      rows: this.#rows,
      overview,
      opened: (point) => {
        this.#points.mark(point);
        void camera.show(point);
      },
    });
    this.#furnish(root, rows);
    this.#remember();
    void this.#map.follow(whole, this.#failed);
  }

  #makeMap(): MapView {
    const label = this.t("ui.page.map");
    const target = element("div", { class: "map", attributes: { tabindex: "0", role: "application", "aria-label": label } });
    return new MapView(target, this.#choices, {
      nameOf: (code) => this.#nameOf(code),
      pointsMet: (seen) => void this.#points.meet(seen),
      pointedAt: (place) => this.#heat?.point(place),
      read: () => this.#heat?.readCentre(),
      covered: () => this.#card.covers(),
    });
  }

  #makeDesk(): EditDesk {
    return new EditDesk(this.t, this.#map, this.#card, {
      begun: () => {
        this.#measure.stop();
        this.#choices.change({ selection: null });
      },
      saved: (point) => this.#open(point),
      removed: () => {
        this.#choices.change({ selection: null });
        void this.#points.load();
      },
      ended: (point) => {
        this.#card.hide();
        if (point !== null) this.#choices.change({ selection: { what: "point", kind: point.kind, id: point.id } });
      },
    });
  }

  #furnish(root: HTMLElement, rows: readonly CellRow[]): void {
    const { t, overview } = this;
    const taking = new Taking(t, this.#choices, this.#map, this.#legends, overview.name);
    const printing = new Printing(t, this.#map, overview.name);
    let shading: ShadingPart | null = null;
    const layers = new LayersPanel(t, this.#choices, overview, {
      indicators: () => void shading?.load(),
      classesOf: (kind) => this.#points.classesOf(kind),
      exports: {
        seen: (layer, format) => taking.seen(layer, format),
        picture: () => void taking.picture(),
        print: () => void printing.ask(),
      },
    });
    const side = this.#side(layers, rows);
    const pin = new Pin(this.#map.theme);
    this.#map.addLayer(pin.layer);
    const finding = new Finding(t, this.#choices, this.#map, this.#rows, overview, (lon, lat) => pin.put(lon, lat));
    const search = new SearchBox(t, (words) => finding.find(words), this.#failed);
    const week = new WeekTable(t, this.#choices);
    const heat = new HeatPart(this.#choices, this.#map, this.#legends, this.#failed);
    this.#heat = heat;
    const frames = new FrameSlider(t, this.#choices, {
      load: (band) => heat.frames(band),
      show: (shown, at) => heat.showFrame(shown, at),
      whole: () => void heat.load(),
      failed: this.#failed,
    });
    const strip = new TimeStrip(t, this.#choices, week, frames.root, () => weekPart.open());
    const weekPart = new WeekPart(this.#choices, week, this.#failed);
    new ReachPart(t, this.#choices, this.#map, this.#legends, this.#failed);
    const top = element("div", { class: "map-top" }, search.root, this.#measure.root);
    const field = element("div", { class: "map-field" }, this.#map.target, top, this.#legends.root, this.#card.root, printing.north, this.#credit());
    const stage = element("div", { class: "stage" }, printing.head, field, printing.foot, strip.root);
    root.replaceChildren(side.root, stage);
    this.#title();
    furnish(t, field, this.#map, overview, this.#sight, [
      measureButton(t, this.#measure),
      ...(overview.may_edit_points ? [this.#desk.button()] : []),
      tool(t, "ui.one_map.link", "", () => void copyLink(t), "sign-link"),
      tool(t, "ui.one_map.print", "", () => void printing.ask(), "sign-print"),
    ]);
    const loadBounds = roundBounds(rows.map((row) => row.load).filter((load) => load !== null));
    shading = new ShadingPart(t, this.#choices, this.#map, this.#legends, layers.cells, loadBounds, this.#failed);
  }

  #side(layers: LayersPanel, rows: readonly CellRow[]): SidePanel {
    const { t } = this;
    const communities = new Map(this.overview.communities.map(({ code, name }) => [code, name]));
    const list = rows.length === 0 ? emptyNote(t) : new CellList(t, this.#choices, rows, communities).root;
    const points = new PointsList(t, this.#choices, this.#map, this.#failed);
    return new SidePanel(t, [
      { name: "layers", label: t("ui.page.layers"), body: layers.root, opened: () => points.show(false) },
      { name: "cells", label: t("ui.page.list"), body: list, opened: () => points.show(false) },
      { name: "points", label: t("ui.one_map.points.list"), body: points.root, opened: () => points.show(true) },
    ]);
  }

  /** Return the name of the base map, which stands on it while it is shown. */
  #credit(): HTMLElement {
    const { base_map } = this.overview;
    const credit = element("p", { class: "credit small" }, base_map === null ? "" : baseName(this.t, base_map));
    this.#choices.follow((now) => {
      credit.hidden = base_map === null || !now.tiles;
    });
    return credit;
  }

  #nameOf(code: string): string {
    const row = this.#rows.get(code);
    return row === undefined ? code : cellName(this.t, row);
  }

  #title(): void {
    const { t, overview } = this;
    const summary = t("ui.page.summary", {
      communities: formatNumber(overview.communities.length),
      cells: formatNumber(overview.cells),
      workers: formatNumber(overview.workers),
    });
    namePlace(overview.name, summary);
  }

  #close(): void {
    this.#desk.stop();
    this.#card.hide();
    this.#choices.change({ selection: null });
    this.#map.focus();
  }

  #showSeveral(points: readonly PointRow[]): void {
    this.#choices.change({ selection: null });
    const title = this.t("ui.one_map.several", { count: formatNumber(points.length) });
    showSeveral(this.#card, this.t, title, points, ({ kind, id }) =>
      this.#choices.change({ selection: { what: "point", kind, id } }),
    );
  }

  /** Show a point that was just saved. */
  #open(point: PointCard): void {
    this.#choices.show(point.kind, true);
    void this.#points.load();
    this.#choices.change({ selection: { what: "point", kind: point.kind, id: point.id } });
    this.#card.focus();
  }

  /** Let the address follow what is seen. */
  #remember(): void {
    const write = (): void => {
      const hash = writeAddress(this.#choices.now, this.#map.sight);
      history.replaceState(null, "", `${location.pathname}${location.search}#${hash}`);
    };
    let timer = 0;
    const soon = (): void => {
      window.clearTimeout(timer);
      timer = window.setTimeout(write, 200);
    };
    this.#choices.follow((now, before) => {
      if (now.hovered === before.hovered) soon();
    });
    this.#map.onMoved(soon);
    // Our own writing does not come back as an event: this is a person who follows a link.
    window.addEventListener("hashchange", () => {
      const { state, sight } = readAddress(location.hash);
      this.#choices.change(state);
      if (sight !== null) this.#map.lookFrom(sight);
    });
  }

  readonly #failed = (error: unknown): void => showRefusal(this.t, error);
}

function emptyNote(t: Translate): HTMLElement {
  return element(
    "section",
    { class: "section none" },
    element("p", {}, t("ui.page.empty")),
    element("p", { class: "second small" }, t("ui.page.empty.next")),
  );
}
