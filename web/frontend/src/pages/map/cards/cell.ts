// The card of a cell: its figures, its team, and what lies in it.

import type { Card as CellFigures, TeamMember } from "../../../api/types";
import { KINDS } from "../../../api/types";
import type { Translate } from "../../../shared/catalogue";
import { button, element } from "../../../shared/dom";
import { formatArea, formatNumber } from "../../../shared/numbers";
import { type Kind, symbolPicture } from "../../../shared/symbols";
import { cellName, kindName, loadText } from "../panels/text";
import { type Card, facts } from "./frame";

export interface CellActions {
  look(code: string): void;
  worker(code: string): void;
  /** Show the points of a kind that lie in the cell. */
  points(kind: Kind): void;
}

export function showCell(card: Card, t: Translate, cell: CellFigures, actions: CellActions): void {
  card.show(
    cellName(t, cell),
    element("p", { class: "second" }, cell.community_name),
    facts([
      [t("ui.page.code"), cell.code],
      [t("ui.page.area"), formatArea(cell.area_m2)],
      [t("ui.page.load"), loadText(cell.load, cell.load_share_ratio)],
    ]),
    element("h3", {}, t("ui.page.team")),
    team(t, cell.team, actions),
    element("h3", {}, t("ui.page.in_cell")),
    counts(t, cell, actions),
    button({ class: "primary" }, () => actions.look(cell.code), t("ui.page.look")),
  );
}

function team(t: Translate, members: readonly TeamMember[], actions: CellActions): HTMLElement {
  if (members.length === 0) return element("p", { class: "second" }, t("ui.page.no_team"));
  const rows = members.map((member) =>
    element(
      "li",
      {},
      button({ class: "link grow" }, () => actions.worker(member.code), member.name),
      element("span", { class: "second" }, t(`word.duty.${member.duty}`)),
      member.telephone === null ? null : telephone(member.telephone),
    ),
  );
  return element("ul", { class: "team" }, ...rows);
}

/** Return a number that can be rung. */
export function telephone(number: string): HTMLElement {
  return element("a", { class: "figure", attributes: { href: `tel:${number}` } }, number);
}

function counts(t: Translate, cell: CellFigures, actions: CellActions): HTMLElement {
  const rows = KINDS.map((kind) => {
    const count = cell.counts[kind];
    const name = kindName(t, kind);
    const said = count === 0 ? element("span", { class: "grow" }, name) : button({ class: "link grow" }, () => actions.points(kind), name);
    return element("li", {}, symbolPicture(kind), said, element("span", { class: "figure" }, formatNumber(count)));
  });
  return element("ul", { class: "counts" }, ...rows);
}
