// The cells of a table: titles that sort, filters, values.

import type { Translate } from "../../shared/catalogue";
import { element } from "../../shared/dom";
import { type Column, type Query, textOf } from "./model";

/** Return the title of a column, which says how its rows are sorted. */
export function titleCell<Row>(column: Column<Row>, id: string, query: Query, pressed: () => void): HTMLElement {
  const sorted = query.sort?.key === column.key ? query.sort : null;
  const order = sorted === null ? "none" : sorted.descending ? "descending" : "ascending";
  const sign = sorted === null ? "" : sorted.descending ? "▼" : "▲";
  const cell = element(
    "div",
    {
      class: column.kind === "number" ? "grid-cell number" : "grid-cell",
      attributes: { role: "columnheader", "aria-sort": order, id, title: column.title },
    },
    element("span", { class: "grid-title" }, column.title),
    element("span", { class: "grid-sign", attributes: { "aria-hidden": "true" } }, sign),
  );
  cell.addEventListener("click", pressed);
  return cell;
}

/** Return the field that filters a column. */
export function filterCell<Row>(
  t: Translate,
  column: Column<Row>,
  query: Query,
  filter: (key: string, text: string) => void,
): HTMLElement {
  const input = element("input", {
    class: "grid-filter",
    attributes: {
      "aria-label": t("ui.shell.table.filter", { column: column.title }),
      placeholder: column.kind === "number" ? t("ui.shell.table.filter.number") : "",
      spellcheck: "false",
    },
  });
  input.value = query.filters.get(column.key) ?? "";
  input.addEventListener("keydown", (event) => event.stopPropagation());
  input.addEventListener("change", () => filter(column.key, input.value));
  return element("div", { class: "grid-cell", attributes: { role: "gridcell" } }, input);
}

/** Return the cell of a row, or what stands there until the row has come. */
export function bodyCell<Row>(column: Column<Row>, id: string, item: Row | undefined, pending: string): HTMLElement {
  const kind = column.kind === "number" ? " number" : "";
  const cell = element("div", { class: `grid-cell${kind}`, attributes: { role: "gridcell", id } });
  if (item === undefined) cell.textContent = pending;
  else if (column.render !== undefined) cell.append(column.render(item));
  else {
    const text = textOf(column, item);
    cell.textContent = text;
    // What the column cuts off shows on pointing.
    if (text.length > 12) cell.title = text;
  }
  return cell;
}
