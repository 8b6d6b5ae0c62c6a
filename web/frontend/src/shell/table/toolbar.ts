// Above a table: search, filters, which columns are shown, the rows as a file.

import type { Translate } from "../../shared/catalogue";
import { button, element } from "../../shared/dom";
import { menuButton } from "../menu";
import { showRefusal } from "../toast";
import type { Column, Query, TableOptions } from "./model";
import { saveFile, toCsv } from "./saving";

const WHOLE_CSV_ROWS = 200_000;
const SEARCH_PAUSE_MS = 120;

interface Hold<Row> {
  readonly query: () => Query;
  readonly ask: (change: Partial<Query>) => void;
  readonly shown: () => readonly Column<Row>[];
  readonly toggle: (key: string) => void;
  readonly filtering: (on: boolean) => void;
}

/** Return the controls of a table. */
export function toolbar<Row>(t: Translate, options: TableOptions<Row>, hold: Hold<Row>): HTMLElement {
  const tools: HTMLElement[] = [];
  if (options.searchable !== false) tools.push(searchBox(t, hold), filterSwitch(t, hold));
  tools.push(columnChooser(t, options, hold));
  if (options.file !== undefined) {
    const save = (): void => void saveCsv(t, options, hold);
    tools.push(button({ class: "plain small-button" }, save, t("ui.shell.table.csv")));
  }
  return element("div", { class: "table-tools" }, ...tools, ...(options.tools ?? []));
}

function searchBox<Row>(t: Translate, hold: Hold<Row>): HTMLElement {
  const label = t("ui.shell.table.search");
  const search = element("input", {
    class: "input table-search",
    attributes: { type: "search", placeholder: label, "aria-label": label, spellcheck: "false" },
  });
  search.value = hold.query().search;
  let timer = 0;
  search.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => hold.ask({ search: search.value }), SEARCH_PAUSE_MS);
  });
  return search;
}

function filterSwitch<Row>(t: Translate, hold: Hold<Row>): HTMLElement {
  let on = false;
  const made = button(
    { class: "plain small-button", attributes: { "aria-pressed": "false" } },
    () => {
      on = !on;
      made.setAttribute("aria-pressed", String(on));
      if (!on && hold.query().filters.size > 0) hold.ask({ filters: new Map() });
      hold.filtering(on);
    },
    t("ui.shell.table.filters"),
  );
  return made;
}

function columnChooser<Row>(t: Translate, options: TableOptions<Row>, hold: Hold<Row>): HTMLElement {
  return menuButton({
    label: t("ui.shell.table.columns"),
    class: "plain small-button",
    items: () => {
      const shown = new Set(hold.shown().map((column) => column.key));
      return options.columns.map((column) => ({
        label: column.title,
        checked: shown.has(column.key),
        disabled: shown.size === 1 && shown.has(column.key),
        pressed: () => hold.toggle(column.key),
      }));
    },
  });
}

async function saveCsv<Row>(t: Translate, options: TableOptions<Row>, hold: Hold<Row>): Promise<void> {
  try {
    const columns = hold.shown();
    const { rows } = await options.source.load(hold.query(), 0, WHOLE_CSV_ROWS);
    const lines = rows.map((row) => columns.map((column) => String(column.value(row) ?? "")));
    const text = toCsv([columns.map((column) => column.title), ...lines]);
    saveFile(`${options.file ?? "table"}.csv`, text, "text/csv");
  } catch (error) {
    showRefusal(t, error);
  }
}
