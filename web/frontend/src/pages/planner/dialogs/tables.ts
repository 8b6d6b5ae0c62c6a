// Plain tables for dialogs: a head, rows, figures to the right.

import { element } from "../../../shared/dom";

export interface TableColumn<Row> {
  readonly label: string;
  readonly figure?: boolean;
  readonly words: (row: Row) => string;
}

/** Return a table of rows; a row that leads somewhere can be pressed. */
export function rowsTable<Row>(
  caption: string,
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
  pressed?: (row: Row) => void,
): HTMLElement {
  const head = columns.map(({ label, figure }) =>
    element("th", { class: figure ? "figure" : "", attributes: { scope: "col" } }, label),
  );
  const body = rows.map((row) => {
    const line = element(
      "tr",
      {},
      ...columns.map(({ figure, words }) => element("td", { class: figure ? "figure" : "" }, words(row))),
    );
    if (pressed !== undefined) {
      line.tabIndex = 0;
      line.classList.add("leads");
      line.addEventListener("click", () => pressed(row));
      line.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        pressed(row);
      });
    }
    return line;
  });
  return element(
    "div",
    { class: "table-wrap", attributes: { tabindex: "0", role: "region", "aria-label": caption } },
    element(
      "table",
      { class: "plain-table" },
      element("caption", {}, caption),
      element("thead", {}, element("tr", {}, ...head)),
      element("tbody", {}, ...body),
    ),
  );
}

/** Return a change with its sign, or nothing where there is none. */
export function signed(value: number, write: (value: number) => string): string {
  if (write(value) === write(0)) return "";
  return value > 0 ? `+${write(value)}` : write(value);
}

/** Return today as a form takes it, in the time of this machine. */
export function today(): string {
  const now = new Date();
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
