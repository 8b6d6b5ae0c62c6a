// Putting the page together.

import type { Translate } from "../../shared/catalogue";
import { button, element } from "../../shared/dom";
import { formatNumber } from "../../shared/numbers";
import { api, Refusal } from "../../api/client";
import { MapView } from "./view";
import type { PointFound } from "./points";
import { scaleBar } from "../../map/scale-bar";
import { CardPanel } from "./panels/card";
import { LayersPanel } from "./panels/layers";
import { CellList } from "./panels/list";
import { cellName } from "./panels/text";
import { Choices, codeInAddress, rememberInAddress, type State } from "./state";
import type { Cells, Overview } from "../../api/types";

function said(t: Translate, error: unknown): string {
  const what = error instanceof Refusal ? error.title : t("ui.page.offline");
  return t("ui.page.failed", { what });
}

/** Load the territory and open the page in an element. */
export async function openPage(root: HTMLElement, t: Translate): Promise<void> {
  root.replaceChildren(element("p", { class: "wait", attributes: { role: "status" } }, t("ui.page.loading")));
  try {
    const [overview, cells] = await Promise.all([api.overview(), api.cells()]);
    new Page(root, t, overview, cells);
  } catch (error) {
    const again = button({ class: "primary" }, () => void openPage(root, t), t("ui.page.again"));
    const sentence = element("p", { attributes: { role: "alert" } }, said(t, error));
    root.replaceChildren(element("div", { class: "wait" }, sentence, again));
  }
}

class Page {
  readonly #choices: Choices;
  readonly #map: MapView;
  readonly #card: CardPanel;
  readonly #layers: LayersPanel;
  readonly #names: ReadonlyMap<string, string>;

  constructor(
    root: HTMLElement,
    readonly t: Translate,
    readonly overview: Overview,
    cells: Cells,
  ) {
    const rows = cells.cells.features.map((feature) => feature.properties);
    this.#names = new Map(rows.map((row) => [row.code, cellName(t, row)]));
    const wanted = codeInAddress();
    this.#choices = new Choices({
      cellMode: "worker",
      kinds: new Set(),
      heat: null,
      selected: wanted !== null && this.#names.has(wanted) ? wanted : null,
      hovered: null,
    });
    const target = element("div", {
      class: "map",
      attributes: { tabindex: "0", role: "application", "aria-label": t("ui.page.map") },
    });
    const stage = element("div", { class: "stage" }, target);
    this.#layers = new LayersPanel(t, this.#choices, overview, cells.load_bounds);
    this.#card = new CardPanel(t, {
      close: () => this.#close(),
      look: (code) => this.#map.lookAtCell(code, true),
      select: (code) => this.#choices.change({ selected: code }),
    });
    const communities = new Map(overview.communities.map(({ code, name }) => [code, name]));
    const list = new CellList(t, this.#choices, rows, communities);
    stage.append(this.#layers.legend, this.#card.root);
    root.replaceChildren(this.#side(rows.length === 0 ? emptyNote(t) : list.root), stage);
    this.#title();
    this.#map = new MapView(target, this.#choices, {
      nameOf: (code) => this.#names.get(code) ?? code,
      pointFound: (point) => this.#showPoint(point),
      covered: () => this.#card.covers(),
    });
    this.#map.fillCells(cells);
    this.#furnish(stage);
    this.#choices.follow((now, before) => this.#follow(now, before));
    void this.#loadBase();
  }

  #side(list: HTMLElement): HTMLElement {
    const { t } = this;
    const content = element("div", { class: "side-body" }, this.#layers.root, list);
    const side = element("div", { class: "side" }, content);
    const fold = button({ class: "fold" }, () => set(!side.classList.contains("folded")));
    const set = (folded: boolean): void => {
      side.classList.toggle("folded", folded);
      fold.setAttribute("aria-expanded", String(!folded));
      fold.setAttribute("aria-label", t(folded ? "ui.page.unfold" : "ui.page.fold"));
    };
    set(window.matchMedia("(max-width: 700px)").matches);
    side.prepend(fold);
    return side;
  }

  #title(): void {
    const { t, overview } = this;
    const title = document.getElementById("territory");
    if (title === null) return;
    const summary = t("ui.page.summary", {
      communities: formatNumber(overview.communities.length),
      cells: formatNumber(overview.cells),
      workers: formatNumber(overview.workers),
    });
    title.replaceChildren(overview.name, element("span", { class: "second small" }, summary));
  }

  #furnish(stage: HTMLElement): void {
    const { t, overview } = this;
    const tool = (code: string, sign: string, pressed: () => void): HTMLElement =>
      button({ class: "icon", attributes: { "aria-label": t(code), title: t(code) } }, pressed, sign);
    const whole = (): void => {
      if (overview.bounds !== null) this.#map.lookAt(overview.bounds);
    };
    const tools = element(
      "div",
      { class: "tools" },
      tool("ui.page.zoom_in", "+", () => this.#map.zoom(1)),
      tool("ui.page.zoom_out", "−", () => this.#map.zoom(-1)),
      tool("ui.page.whole", "", whole),
    );
    const { bar, fit } = scaleBar();
    stage.append(tools, bar);
    whole();
    this.#map.onScale(fit);
  }

  #follow(now: State, before: State): void {
    const first = now === before;
    if (first || now.selected !== before.selected) {
      rememberInAddress(now.selected);
      void this.#showCell(now.selected);
    }
    if (first || now.kinds !== before.kinds) void this.#showPoints(now);
    if (first || now.heat !== before.heat) void this.#showHeat(now);
  }

  async #loadBase(): Promise<void> {
    try {
      this.#map.fillBase(await api.base());
    } catch (error) {
      this.#card.showFailure(said(this.t, error), () => {
        this.#card.hide();
        void this.#loadBase();
      });
    }
  }

  async #showCell(code: string | null): Promise<void> {
    if (code === null) {
      this.#card.hide();
      return;
    }
    try {
      const card = await api.card(code);
      // Another cell may have been selected while this one was on its way.
      if (this.#choices.now.selected !== code) return;
      this.#card.showCell(card);
      this.#map.lookAtCell(code);
    } catch (error) {
      this.#card.showFailure(said(this.t, error), () => void this.#showCell(code));
    }
  }

  #showPoint(point: PointFound | null): void {
    if (point === null) return;
    this.#choices.change({ selected: null });
    const cellName = point.cellCode === null ? null : (this.#names.get(point.cellCode) ?? null);
    this.#card.showPoint(point, cellName);
  }

  #close(): void {
    this.#choices.change({ selected: null });
    this.#card.hide();
  }

  async #showPoints(now: State): Promise<void> {
    const { points } = this.#map;
    points.show(now.kinds);
    try {
      for (const kind of now.kinds) {
        if (!points.has(kind)) points.fill(kind, await api.points(kind));
      }
      points.show(this.#choices.now.kinds);
    } catch (error) {
      this.#card.showFailure(said(this.t, error), () => void this.#showPoints(this.#choices.now));
    }
  }

  async #showHeat(now: State): Promise<void> {
    const kind = now.heat;
    if (kind === null) {
      this.#map.heat.hide();
      this.#layers.showDensity("incident", null);
      return;
    }
    try {
      this.#layers.awaitDensity();
      const density = await api.density(kind);
      if (this.#choices.now.heat !== kind) return;
      this.#layers.showDensity(kind, density);
      await this.#map.heat.show(density);
    } catch (error) {
      this.#layers.showDensity(kind, null);
      this.#card.showFailure(said(this.t, error), () => void this.#showHeat(this.#choices.now));
    }
  }
}

function emptyNote(t: Translate): HTMLElement {
  return element(
    "section",
    { class: "section none" },
    element("p", {}, t("ui.page.empty")),
    element("p", { class: "second small" }, t("ui.page.empty.next")),
  );
}
