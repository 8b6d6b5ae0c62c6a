// The card of a point, such as a shop (一店一档): what is recorded, where it lies, what happened to it.

import { mapApi } from "../../../api/map";
import type { Attributes, CellBrief, PointCard, PointRow, PointVersion } from "../../../api/points";
import type { Translate } from "../../../shared/catalogue";
import { button, element } from "../../../shared/dom";
import { formatLength, formatNumber } from "../../../shared/numbers";
import { symbolPicture } from "../../../shared/symbols";
import { cellName, kindWord } from "../panels/text";
import { attributeText, fieldsOf } from "../points/schema";
import { type Card, facts } from "./frame";

export interface PointActions {
  readonly mayEdit: boolean;
  look(point: PointRow): void;
  cell(code: string): void;
  worker(code: string): void;
  open(point: PointRow): void;
  move(point: PointCard): void;
  edit(point: PointCard): void;
  remove(point: PointCard): void;
  failed(error: unknown): void;
}

export function showPoint(card: Card, t: Translate, point: PointCard, actions: PointActions): void {
  card.show(
    point.name || t("ui.page.unnamed"),
    element("p", { class: "second kind" }, symbolPicture(point.kind), kindWord(t, point.kind), className(t, point)),
    facts(where(t, point, actions)),
    doubt(t, point.place.doubtful),
    facts(recorded(t, point)),
    hazards(t, point, actions),
    history(t, point, actions),
    buttons(t, point, actions),
  );
}

function className(t: Translate, point: PointRow): string {
  return ` · ${t(`word.${point.kind}_class.${point.class_code}`)}`;
}

function where(t: Translate, point: PointCard, actions: PointActions): (readonly [string, string | Node])[] {
  const { cell, border_m } = point.place;
  if (cell === null) return [[t("ui.page.point_in"), t("ui.page.point_outside")]];
  const leader = cell.leader_code;
  return [
    [t("ui.page.point_in"), button({ class: "link" }, () => actions.cell(cell.code), cellName(t, cell))],
    [
      t("ui.one_map.point.worker"),
      leader === null
        ? t("ui.page.no_leader")
        : button({ class: "link" }, () => actions.worker(leader), cell.leader_name ?? leader),
    ],
    ...(border_m === null ? [] : [[t("ui.one_map.place.border"), formatLength(Math.round(border_m * 10) / 10)] as const]),
  ];
}

/** Return a notice of the cells that a place may also lie in, null where there is no doubt. */
export function doubt(t: Translate, cells: readonly CellBrief[]): HTMLElement | null {
  if (cells.length < 2) return null;
  const rows = cells.map((cell) =>
    element("li", {}, `${cellName(t, cell)} · ${cell.leader_name ?? t("ui.page.no_leader")}`),
  );
  return element(
    "div",
    { class: "doubt" },
    element("p", { class: "small" }, t("ui.one_map.place.doubtful")),
    element("ul", { class: "small" }, ...rows),
  );
}

function recorded(t: Translate, point: PointRow): (readonly [string, string])[] {
  const moment = point.happened_at;
  return [
    [t("ui.one_map.point.id"), point.id],
    ...(moment === null ? [] : [[t("ui.one_map.point.happened"), momentText(moment)] as const]),
    ...fieldsOf(point.kind).flatMap((field): [string, string][] => {
      const value = point.attributes[field.name];
      return value === undefined || value === null ? [] : [[field.label, attributeText(t, field, value)]];
    }),
  ];
}

/** Return a moment by the clock of the reader, to the minute. */
export function momentText(moment: string): string {
  const at = new Date(moment);
  const pad = (value: number): string => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())} ${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

function hazards(t: Translate, point: PointCard, actions: PointActions): HTMLElement | null {
  if (point.kind !== "shop" || point.hazards.length === 0) return null;
  const rows = point.hazards.map((one) =>
    element(
      "li",
      {},
      symbolPicture("hazard"),
      button({ class: "link grow" }, () => actions.open(one), one.name || t(`word.hazard_class.${one.class_code}`)),
      element("span", { class: "second small" }, stateOf(t, one.attributes)),
    ),
  );
  const title = t("ui.one_map.point.hazards", { count: formatNumber(point.hazards.length) });
  return element("div", {}, element("h3", {}, title), element("ul", { class: "counts" }, ...rows));
}

function stateOf(t: Translate, attributes: Attributes): string {
  const state = attributes["state"];
  return typeof state === "string" ? t(`word.hazard_state.${state}`) : "";
}

function history(t: Translate, point: PointCard, actions: PointActions): HTMLElement | null {
  if (point.versions === 0) return null;
  const list = element("ol", { class: "history" });
  const count = formatNumber(point.versions);
  const details = element(
    "details",
    {},
    element("summary", {}, t("ui.one_map.point.history", { count })),
    list,
  );
  details.addEventListener("toggle", () => {
    if (!details.open || list.hasChildNodes()) return;
    mapApi.points
      .history(point.kind, point.id)
      .then(({ versions }) => list.replaceChildren(...[...versions].reverse().map((one) => version(t, one))))
      .catch((error: unknown) => actions.failed(error));
  });
  return details;
}

function version(t: Translate, { point, by, at, removed }: PointVersion): HTMLElement {
  const when = at === null ? "" : momentText(at);
  const line = t("ui.one_map.point.history.line", { when, who: by });
  const name = point.name || point.id;
  const before = t("ui.one_map.point.history.before", { name, cell: point.cell_code ?? t("ui.page.point_outside") });
  return element(
    "li",
    { class: "small" },
    element("span", {}, removed ? `${line} · ${t("ui.one_map.point.history.removed")}` : line),
    element("span", { class: "second" }, before),
  );
}

function buttons(t: Translate, point: PointCard, actions: PointActions): HTMLElement {
  const look = button({ class: "plain" }, () => actions.look(point), t("ui.one_map.point.look"));
  const changes = [
    button({ class: "plain" }, () => actions.move(point), t("ui.one_map.point.move")),
    button({ class: "plain" }, () => actions.edit(point), t("ui.one_map.point.edit")),
    button({ class: "plain danger-text" }, () => actions.remove(point), t("ui.one_map.point.remove")),
  ];
  return element("div", { class: "row-of-buttons" }, look, ...(actions.mayEdit ? changes : []));
}
