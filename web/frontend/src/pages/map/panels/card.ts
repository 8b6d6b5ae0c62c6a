// The card of what is selected: a cell with its team and counts, or one point.

import type { Translate } from "../../../shared/catalogue";
import { button, element } from "../../../shared/dom";
import { formatArea, formatNumber } from "../../../shared/numbers";
import { symbolPicture } from "../../../shared/symbols";
import type { PointFound } from "../points";
import type { Card } from "../../../api/types";
import { KINDS } from "../../../api/types";
import { cellName, kindName, kindWord, loadText } from "./text";

export interface CardCallbacks {
  close(): void;
  look(code: string): void;
  select(code: string): void;
}

export class CardPanel {
  readonly root: HTMLElement;

  constructor(
    readonly t: Translate,
    readonly callbacks: CardCallbacks,
  ) {
    this.root = element("aside", {
      class: "card",
      attributes: { "aria-label": t("ui.page.card"), "aria-live": "polite" },
    });
    this.root.hidden = true;
  }

  hide(): void {
    this.root.hidden = true;
    this.root.replaceChildren();
  }

  /** Return how much of the map the card covers, in pixels from the right and from below. */
  covers(): { readonly right: number; readonly bottom: number } {
    const stage = this.root.parentElement;
    if (this.root.hidden || stage === null) return { right: 0, bottom: 0 };
    const isSheet = this.root.offsetWidth >= stage.offsetWidth;
    return isSheet
      ? { right: 0, bottom: this.root.offsetHeight }
      : { right: stage.offsetWidth - this.root.offsetLeft, bottom: 0 };
  }

  showCell(card: Card): void {
    const { t } = this;
    this.#show(
      cellName(t, card),
      element("p", { class: "second" }, card.community_name),
      facts([
        [t("ui.page.code"), card.code],
        [t("ui.page.area"), formatArea(card.area_m2)],
        [t("ui.page.load"), loadText(card.load, card.load_share_ratio)],
      ]),
      element("h3", {}, t("ui.page.team")),
      this.#team(card),
      element("h3", {}, t("ui.page.in_cell")),
      this.#counts(card),
      button({ class: "primary" }, () => this.callbacks.look(card.code), t("ui.page.look")),
    );
  }

  showPoint(point: PointFound, cellName: string | null): void {
    const { t } = this;
    const { cellCode } = point;
    const cell =
      cellCode === null || cellName === null
        ? t("ui.page.point_outside")
        : button({ class: "link" }, () => this.callbacks.select(cellCode), cellName);
    this.#show(
      point.name || t("ui.page.unnamed"),
      element("p", { class: "second kind" }, symbolPicture(point.kind), kindWord(t, point.kind)),
      facts([
        [t("ui.page.point_class"), t(`word.${point.kind}_class.${point.classCode}`)],
        [t("ui.page.point_in"), cell],
      ]),
    );
  }

  showFailure(what: string, again: () => void): void {
    this.#show(what, button({ class: "primary" }, again, this.t("ui.page.again")));
  }

  #show(title: string, ...content: readonly Node[]): void {
    const close = button(
      { class: "icon", attributes: { "aria-label": this.t("ui.page.close") } },
      () => this.callbacks.close(),
      "×",
    );
    const head = element("div", { class: "card-head" }, element("h2", {}, title), close);
    this.root.replaceChildren(head, ...content);
    this.root.hidden = false;
  }

  #team(card: Card): HTMLElement {
    const { t } = this;
    if (card.team.length === 0) {
      return element("p", { class: "second" }, t("ui.page.no_team"));
    }
    const rows = card.team.map((member) =>
      element(
        "li",
        {},
        element("span", { class: "grow" }, member.name),
        element("span", { class: "second" }, t(`word.duty.${member.duty}`)),
        member.telephone === null
          ? null
          : element(
              "a",
              { class: "figure", attributes: { href: `tel:${member.telephone}` } },
              member.telephone,
            ),
      ),
    );
    return element("ul", { class: "team" }, ...rows);
  }

  #counts(card: Card): HTMLElement {
    const rows = KINDS.map((kind) =>
      element(
        "li",
        {},
        symbolPicture(kind),
        element("span", { class: "grow" }, kindName(this.t, kind)),
        element("span", { class: "figure" }, formatNumber(card.counts[kind])),
      ),
    );
    return element("ul", { class: "counts" }, ...rows);
  }
}

function facts(rows: readonly (readonly [string, string | Node])[]): HTMLElement {
  const pairs = rows.flatMap(([name, value]) => [
    element("dt", {}, name),
    element("dd", { class: "figure" }, value),
  ]);
  return element("dl", { class: "facts" }, ...pairs);
}
