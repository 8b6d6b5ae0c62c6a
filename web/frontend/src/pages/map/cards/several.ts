// The card of several points at one place: a list to choose from.

import type { Translate } from "../../../shared/catalogue";
import { button, element } from "../../../shared/dom";
import { formatNumber } from "../../../shared/numbers";
import { symbolPicture } from "../../../shared/symbols";
import type { PointRow } from "../../../api/points";
import type { Card } from "./frame";

const MOST = 200;

export function showSeveral(
  card: Card,
  t: Translate,
  title: string,
  points: readonly PointRow[],
  open: (point: PointRow) => void,
): void {
  const rows = points.slice(0, MOST).map((point) =>
    element(
      "li",
      {},
      symbolPicture(point.kind),
      button({ class: "link grow" }, () => open(point), point.name || point.id),
      element("span", { class: "second small" }, t(`word.${point.kind}_class.${point.class_code}`)),
    ),
  );
  const rest = points.length - rows.length;
  card.show(
    title,
    element("ul", { class: "counts" }, ...rows),
    rest > 0 ? element("p", { class: "second small" }, t("ui.one_map.several.more", { count: formatNumber(rest) })) : null,
  );
}
