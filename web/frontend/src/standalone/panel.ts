// The panel on the left: what to see, and what its colours and figures mean.

import { languageTag, type Locale } from "../shared/catalogue";
import { button, element, labelled } from "../shared/dom";
import { hotspotLegend } from "../shared/hotspots";
import { classLabels, type LegendEntry, ramp, swatches } from "../shared/legend";
import { formatExact, formatNumber } from "../shared/numbers";
import { heatRamp } from "../shared/heat-ramp";
import { DIVERGING } from "../shared/scales";
import { symbolPicture } from "../shared/symbols";
import { deviationOf, type Model, type PointsModel, workerOf } from "./model";
import { cellList } from "./list";
import { loadColours } from "./paint-cells";
import { CELL_MODES, type CellMode, type State } from "./state";

const DEVIATION_LABELS = ["< −20 %", "−20 … −10 %", "−10 … +10 %", "+10 … +20 %", "> +20 %"];
const OTHER: Readonly<Record<Locale, Locale>> = { en: "zh_CN", zh_CN: "en" };

function checkbox(checked: boolean, changed: (checked: boolean) => void): HTMLInputElement {
  const input = element("input");
  input.type = "checkbox";
  input.checked = checked;
  input.addEventListener("change", () => changed(input.checked));
  return input;
}

function section(title: string, ...children: (Node | null)[]): HTMLElement {
  return element("section", { class: "gm-section" }, element("h2", {}, title), ...children);
}

function header(model: Model, state: State, fold: () => void): HTMLElement {
  const { t } = state;
  const { payload } = model;
  const other = OTHER[state.locale];
  const language = button(
    { class: "gm-button", attributes: { lang: languageTag(other) } },
    () => state.change("locale", () => (state.locale = other)),
    t("ui.map.language"),
  );
  const folder = button(
    { class: "gm-button gm-fold", attributes: { "aria-label": t("ui.map.fold") } },
    fold,
  );
  const summary = t("ui.map.summary", {
    communities: formatNumber(model.communities.count),
    cells: formatNumber(model.cells.count),
  });
  const day = payload.day === null ? null : element("p", {}, t("ui.map.day", { day: payload.day }));
  return element(
    "header",
    { class: "gm-header" },
    element(
      "div",
      { class: "gm-title" },
      element("h1", {}, payload.title),
      element("p", {}, summary),
      day,
    ),
    language,
    folder,
  );
}

function modes(state: State): HTMLElement {
  const { t } = state;
  const inputs = CELL_MODES.map((mode: CellMode) => {
    const input = element("input", { attributes: { name: "gm-mode", value: mode } });
    input.type = "radio";
    input.checked = state.cellMode === mode;
    input.addEventListener("change", () => state.change("choice", () => (state.cellMode = mode)));
    return element("label", {}, input, element("span", {}, t(`ui.map.mode.${mode}`)));
  });
  const label = { role: "radiogroup", "aria-label": t("ui.map.mode.label") };
  return element("div", { class: "gm-segments", attributes: label }, ...inputs);
}

function cellLegend(model: Model, state: State): HTMLElement | null {
  const { t } = state;
  const { payload } = model;
  const numbers = Array.from({ length: model.cells.count }, (_, cell) => cell);
  const blank = (code: string, missing: number): LegendEntry[] =>
    missing === 0
      ? []
      : [{ colour: "var(--warning)", label: t(code, { count: missing }), pattern: "hatch" }];
  const unit = payload.loadUnit[state.locale];
  if (state.cellMode === "worker") {
    const vacant = numbers.filter((cell) => workerOf(model, cell) === null).length;
    const note = element("p", { class: "gm-note" }, t("ui.map.legend.worker"));
    return element("div", {}, note, swatches(blank("ui.map.legend.vacant", vacant)));
  }
  if (state.cellMode === "load") {
    const missing = payload.cells.loads.filter((load) => load === null).length;
    const labels = classLabels(payload.loadBounds, formatExact);
    const entries = payload.loadBounds.length === 0 ? [] : loadColours(model).map((colour, i) => ({ colour, label: labels[i] ?? "" }));
    return element(
      "div",
      {},
      element("p", { class: "gm-note" }, t("ui.map.legend.load", { unit })),
      swatches([...entries, ...blank("ui.map.legend.unknown", missing)]),
    );
  }
  if (state.cellMode === "deviation" && payload.targetLoad !== null) {
    const missing = numbers.filter((cell) => deviationOf(model, cell) === null).length;
    const load = formatNumber(payload.targetLoad);
    const entries = DIVERGING.map((colour, i) => ({ colour, label: DEVIATION_LABELS[i] ?? "" }));
    return element(
      "div",
      {},
      element("p", { class: "gm-note" }, t("ui.map.legend.deviation", { load, unit })),
      swatches([...entries, ...blank("ui.map.legend.unknown", missing)]),
    );
  }
  return null;
}

function cells(model: Model, state: State): HTMLElement | null {
  if (model.cells.count === 0) return null;
  const holder = element("div");
  const refresh = (): void => holder.replaceChildren(...[cellLegend(model, state)].filter((n) => n !== null));
  state.listen((part) => part === "choice" && refresh());
  refresh();
  return section(state.t("ui.map.cells"), modes(state), holder);
}

function classRows(layer: PointsModel, shown: Set<number>, state: State, whole: HTMLInputElement): HTMLElement {
  const rows = layer.part.classes.map((entry, index) => {
    const input = checkbox(shown.has(index), (checked) =>
      state.change("choice", () => {
        if (checked) shown.add(index);
        else shown.delete(index);
        whole.checked = shown.size === layer.part.classes.length;
        whole.indeterminate = shown.size > 0 && !whole.checked;
      }),
    );
    input.dataset["class"] = String(index);
    const count = element("span", { class: "gm-count" }, formatNumber(layer.part.counts[index] ?? 0));
    return labelled(input, element("span", { class: "gm-label" }, entry.label[state.locale]), count);
  });
  return element("div", { class: "gm-classes" }, ...rows);
}

function pointRow(layer: PointsModel, index: number, state: State): HTMLElement {
  const { t } = state;
  const shown = state.classes[index] ?? new Set<number>();
  const all = layer.part.classes.length;
  const name = t(`ui.map.kind.${layer.kind}`);
  const whole = checkbox(shown.size === all && all > 0, (checked) =>
    state.change("choice", () => {
      shown.clear();
      if (checked) for (const i of layer.part.classes.keys()) shown.add(i);
      for (const box of details.querySelectorAll("input")) box.checked = checked;
    }),
  );
  whole.dataset["kind"] = layer.kind;
  whole.indeterminate = shown.size > 0 && shown.size < all;
  const details = classRows(layer, shown, state, whole);
  details.hidden = true;
  const more = button({ class: "gm-button gm-more" }, () => {
    details.hidden = !details.hidden;
    more.setAttribute("aria-expanded", String(!details.hidden));
  });
  more.setAttribute("aria-expanded", "false");
  more.setAttribute("aria-label", t("ui.map.classes", { kind: name }));
  const row = labelled(
    whole,
    symbolPicture(layer.kind),
    element("span", { class: "gm-label" }, name),
    element("span", { class: "gm-count" }, formatNumber(layer.places.count)),
  );
  return element("div", {}, element("div", { class: "gm-row" }, row, more), details);
}

function points(model: Model, state: State): HTMLElement | null {
  const rows = model.points.map((layer, index) => pointRow(layer, index, state));
  return rows.length === 0 ? null : section(state.t("ui.map.points"), ...rows);
}

/** Return the row of the hot squares, and what they mean in numbers. */
function hotspots(model: Model, state: State): HTMLElement | null {
  const { hotspots } = model.payload;
  const { t } = state;
  if (hotspots === null) return null;
  const legend = element("div", { class: "gm-under" });
  const input = checkbox(state.hotspots, (checked) => state.change("choice", () => (state.hotspots = checked)));
  input.dataset["layer"] = "hotspots";
  const counts = hotspots.nearCounts;
  const figures = { hot: counts.length, least: counts.length === 0 ? null : Math.min(...counts) };
  legend.append(...hotspotLegend(t, { ...hotspots, ...figures }));
  const refresh = (): void => void (legend.hidden = !state.hotspots);
  state.listen((part) => part === "choice" && refresh());
  refresh();
  const name = t("ui.map.hotspots", { kind: t(`ui.map.kind.${hotspots.kind}`) });
  return element("div", {}, labelled(input, element("span", { class: "gm-label" }, name)), legend);
}

function heat(model: Model, state: State): HTMLElement | null {
  const { density } = model.payload;
  const { t } = state;
  const hot = hotspots(model, state);
  if (density === null) return hot === null ? null : section(t("ui.map.density"), hot);
  const legend = element("div", { class: "gm-under" });
  const input = checkbox(state.heat, (checked) => state.change("choice", () => (state.heat = checked)));
  input.dataset["layer"] = "heat";
  const period = density.period;
  const facts = [
    t(`ui.map.density.${density.kind}`),
    period === null ? null : t("ui.map.period", { first: period[0], last: period[1] }),
  ];
  legend.append(
    ramp(heatRamp(), density.classBounds, formatExact),
    element("p", { class: "gm-note" }, facts.filter((fact) => fact !== null).join(" · ")),
  );
  const refresh = (): void => void (legend.hidden = !state.heat);
  state.listen((part) => part === "choice" && refresh());
  refresh();
  const name = t("ui.map.heat", { kind: t(`ui.map.kind.${density.kind}`) });
  return section(
    t("ui.map.density"),
    labelled(input, element("span", { class: "gm-label" }, name)),
    legend,
    hot,
  );
}

function others(model: Model, state: State): HTMLElement | null {
  const { t } = state;
  const row = (layer: "communities" | "sectors" | "base", code: string): HTMLElement => {
    const input = checkbox(state[layer], (checked) =>
      state.change("choice", () => (state[layer] = checked)),
    );
    input.dataset["layer"] = layer;
    return labelled(input, element("span", { class: "gm-label" }, t(code)));
  };
  const hasBase = model.streets.count + model.buildings.count + model.water.count > 0;
  const rows = [
    model.sectors.count > 0 ? row("sectors", "ui.map.sectors") : null,
    model.communities.count > 0 ? row("communities", "ui.map.communities") : null,
    hasBase ? row("base", "ui.map.base") : null,
  ].filter((entry) => entry !== null);
  return rows.length === 0 ? null : section(t("ui.map.others"), ...rows);
}

/** Return the panel; it is made anew when the language changes. */
export function panel(model: Model, state: State, fold: () => void): HTMLElement[] {
  return [
    header(model, state, fold),
    element(
      "div",
      { class: "gm-body" },
      ...[
        cellList(model, state),
        cells(model, state),
        points(model, state),
        heat(model, state),
        others(model, state),
      ].filter((part) => part !== null),
    ),
  ];
}
