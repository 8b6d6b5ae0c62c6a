// The card on the right: what is selected.

import { button, element } from "../shared/dom";
import { formatArea, formatDeviation, formatExact, formatNumber } from "../shared/numbers";
import { HUES } from "../shared/scales";
import { symbolPicture } from "../shared/symbols";
import { cellAt, communityOf, deviationOf, type Model, workerOf } from "./model";
import type { PointRef, State } from "./state";
import { fullName, shortName } from "./wording";

type Fact = readonly [label: string, value: Node | string];

function facts(rows: readonly (Fact | null)[]): HTMLDListElement {
  const parts = rows
    .filter((row) => row !== null)
    .flatMap(([label, value]) => [element("dt", {}, label), element("dd", {}, value)]);
  return element("dl", { class: "gm-facts" }, ...parts);
}

function head(state: State, title: string, detail: string): HTMLElement {
  const close = button(
    { class: "gm-button gm-close", attributes: { "aria-label": state.t("ui.map.card.close") } },
    () => state.select(null),
  );
  return element(
    "header",
    { class: "gm-header" },
    element("div", { class: "gm-title" }, element("h2", {}, title), element("p", { class: "gm-figure" }, detail)),
    close,
  );
}

function workerFact(model: Model, state: State, cell: number): HTMLElement {
  const name = workerOf(model, cell);
  if (name === null) return element("span", { class: "gm-warning" }, state.t("ui.map.card.vacant"));
  const chip = element("span", { class: "gm-chip" });
  chip.style.setProperty("--swatch", HUES[model.payload.cells.hues[cell] ?? -1] ?? "transparent");
  return element("span", {}, chip, name);
}

/** A bar around the target: the middle is the target, either end forty per cent off. */
function deviationBar(ratio: number): HTMLElement {
  const mark = element("span", { class: "gm-mark" });
  mark.style.left = `${50 + Math.max(-1, Math.min(1, ratio / 0.4)) * 50}%`;
  return element("div", { class: "gm-bar", attributes: { "aria-hidden": "true" } }, mark);
}

function loadFact(model: Model, state: State, cell: number): HTMLElement | string {
  const load = model.payload.cells.loads[cell] ?? null;
  const ratio = deviationOf(model, cell);
  if (load === null) return state.t("ui.map.card.unknown");
  const figure = `${formatExact(load)} ${model.payload.loadUnit[state.locale]}`;
  if (ratio === null) return figure;
  const difference = element("small", {}, formatDeviation(ratio));
  return element("div", {}, figure, " ", difference, deviationBar(ratio));
}

function counts(model: Model, state: State, cell: number): HTMLElement {
  const { kinds, counts: rows } = model.payload.cells;
  const items = kinds.map((kind, i) =>
    element(
      "li",
      {},
      symbolPicture(kind),
      element("span", { class: "gm-label" }, state.t(`ui.map.kind.${kind}`)),
      element("span", { class: "gm-count" }, formatNumber(rows[cell]?.[i] ?? 0)),
    ),
  );
  return element("ul", { class: "gm-counts" }, ...items);
}

function cellCard(model: Model, state: State, cell: number): Node[] {
  const { t } = state;
  const { cells } = model.payload;
  const name = cells.names[cell] ?? "";
  const short = shortName(model, t, cell);
  return [
    head(state, short, cells.codes[cell] ?? ""),
    element(
      "div",
      { class: "gm-body" },
      facts([
        name !== "" && name !== short ? [t("ui.map.card.name"), name] : null,
        [t("ui.map.card.community"), communityOf(model, cell)],
        [t("ui.map.card.worker"), workerFact(model, state, cell)],
        [t("ui.map.card.load"), loadFact(model, state, cell)],
        [t("ui.map.card.area"), formatArea(cells.areas[cell] ?? 0)],
      ]),
      counts(model, state, cell),
    ),
  ];
}

function pointItem(model: Model, state: State, { layer, point }: PointRef): HTMLElement | null {
  const found = model.points[layer];
  if (found === undefined) return null;
  const { t } = state;
  const label = found.part.classes[found.places.classes[point] ?? -1]?.label[state.locale] ?? "";
  const name = (found.part.names[point] ?? "") || label;
  const note = found.part.notes[point] ?? "";
  const [x = 0, y = 0] = found.places.xy.subarray(point * 2, point * 2 + 2);
  const cell = cellAt(model, x, y);
  const details = [t(`ui.map.kind.${found.kind}`), label === name ? "" : label, note];
  const link =
    cell === null
      ? null
      : button({ class: "gm-link" }, () => state.select({ type: "cell", cell }), fullName(model, t, cell));
  return element(
    "li",
    {},
    symbolPicture(found.kind),
    element(
      "div",
      {},
      element("strong", {}, name),
      element("small", {}, details.filter((part) => part !== "").join(" · ")),
      link,
    ),
  );
}

function pointsCard(model: Model, state: State, refs: readonly PointRef[]): Node[] {
  const items = refs.map((ref) => pointItem(model, state, ref)).filter((item) => item !== null);
  const title = state.t("ui.map.card.points", { count: refs.length });
  return [
    head(state, title, ""),
    element("div", { class: "gm-body" }, element("ul", { class: "gm-points" }, ...items)),
  ];
}

/** Return the contents of the card, nothing where nothing is selected. */
export function card(model: Model, state: State): Node[] {
  const { selection } = state;
  if (selection === null) return [];
  return selection.type === "cell"
    ? cellCard(model, state, selection.cell)
    : pointsCard(model, state, selection.points);
}
