// The list of cells, which mirrors the map: search, keyboard, the same selection.

import type { Translate } from "../../../shared/catalogue";
import { button, element } from "../../../shared/dom";
import { formatExact, formatNumber } from "../../../shared/numbers";
import { type Choices, sameSelection, selectedCell, type State } from "../state";
import { cellName } from "./text";
import { type CellRow, countOf, KINDS } from "../../../api/types";

type Order = "code" | "load" | "points";
const ORDERS: readonly Order[] = ["code", "load", "points"];

interface Row {
  readonly cell: CellRow;
  readonly words: string;
  readonly points: number;
  readonly item: HTMLLIElement;
}

export class CellList {
  readonly root: HTMLElement;
  readonly #rows: readonly Row[];
  readonly #list: HTMLUListElement;
  readonly #search: HTMLInputElement;
  readonly #found = element("p", { class: "second small", attributes: { role: "status" } });
  readonly #none: HTMLElement;
  #shown: readonly Row[] = [];
  #order: Order = "code";
  #active: Row | null = null;
  #marked: readonly Row[] = [];
  readonly #byCode: ReadonlyMap<string, Row>;

  constructor(
    readonly t: Translate,
    readonly choices: Choices,
    cells: readonly CellRow[],
    communities: ReadonlyMap<string, string>,
  ) {
    this.#rows = cells.map((cell) => this.#row(cell, communities.get(cell.community_code) ?? ""));
    this.#byCode = new Map(this.#rows.map((row) => [row.cell.code, row]));
    this.#search = this.#searchBox();
    this.#list = this.#listBox();
    const clear = button({ class: "plain" }, () => this.#clear(), t("ui.page.clear"));
    this.#none = element("div", { class: "none" }, element("p", {}, t("ui.page.none_found")), clear);
    this.root = element(
      "section",
      { class: "section list", attributes: { "aria-label": t("ui.page.list") } },
      element("div", { class: "list-head" }, this.#search, this.#orderBox(), this.#found, this.#units()),
      this.#list,
      this.#none,
    );
    this.#arrange();
    choices.follow((now, before) => this.#mark(now, before));
  }

  #row(cell: CellRow, community: string): Row {
    const points = KINDS.reduce((sum, kind) => sum + countOf(cell, kind), 0);
    const leader = cell.leader_name ?? this.t("ui.page.no_leader");
    const name = cellName(this.t, cell);
    const item = element(
      "li",
      { attributes: { role: "option", id: `cell-${cell.code}`, "aria-selected": "false" } },
      element("span", { class: "row-name" }, name),
      element("span", { class: "row-load figure" }, cell.load === null ? "" : formatExact(cell.load)),
      element("span", { class: "row-leader second small" }, `${community} · ${leader}`),
      element("span", { class: "row-points second small figure" }, formatNumber(points)),
    );
    item.title = cell.code;
    item.addEventListener("click", () => this.#choose(cell.code));
    item.addEventListener("pointerenter", () => this.choices.change({ hovered: cell.code }));
    const words = [cell.code, name, community, leader].join(" ").toLocaleLowerCase();
    return { cell, words, points, item };
  }

  #searchBox(): HTMLInputElement {
    const label = this.t("ui.page.search");
    const input = element("input", {
      class: "search",
      attributes: { type: "search", placeholder: label, "aria-label": label, spellcheck: "false" },
    });
    input.addEventListener("input", () => this.#arrange());
    input.addEventListener("keydown", (event) => this.#key(event));
    return input;
  }

  #orderBox(): HTMLElement {
    const select = element("select", { attributes: { "aria-label": this.t("ui.page.sort") } });
    for (const order of ORDERS) {
      const name = this.t(`ui.page.sort.${order}`);
      select.append(element("option", { attributes: { value: order } }, name));
    }
    select.addEventListener("change", () => {
      this.#order = ORDERS.find((order) => order === select.value) ?? "code";
      this.#arrange();
    });
    return select;
  }

  #listBox(): HTMLUListElement {
    const list = element("ul", {
      class: "rows",
      attributes: { role: "listbox", tabindex: "0", "aria-label": this.t("ui.page.list") },
    });
    list.addEventListener("keydown", (event) => this.#key(event));
    list.addEventListener("pointerleave", () => this.choices.change({ hovered: null }));
    return list;
  }

  /** Name the two numbers of each row, which stand below. */
  #units(): HTMLElement {
    const names = ["load", "points"].map((order) => this.t(`ui.page.sort.${order}`));
    return element("p", { class: "list-units second small", attributes: { "aria-hidden": "true" } }, names.join(" / "));
  }

  #clear(): void {
    this.#search.value = "";
    this.#arrange();
    this.#search.focus();
  }

  #arrange(): void {
    const wanted = this.#search.value.trim().toLocaleLowerCase().split(/\s+/);
    const shown = this.#rows.filter((row) => wanted.every((word) => row.words.includes(word)));
    if (this.#order === "load") shown.sort((a, b) => (b.cell.load ?? -1) - (a.cell.load ?? -1));
    if (this.#order === "points") shown.sort((a, b) => b.points - a.points);
    this.#shown = shown;
    this.#list.replaceChildren(...shown.map((row) => row.item));
    this.#list.hidden = shown.length === 0;
    this.#none.hidden = shown.length > 0;
    this.#found.textContent = this.t("ui.page.found", {
      count: formatNumber(shown.length),
      total: formatNumber(this.#rows.length),
    });
  }

  #key(event: KeyboardEvent): void {
    const at = this.#active === null ? -1 : this.#shown.indexOf(this.#active);
    const last = this.#shown.length - 1;
    const inSearch = event.target === this.#search;
    const goals: Readonly<Record<string, number>> = {
      ArrowDown: Math.min(last, at + 1),
      ArrowUp: Math.max(0, at - 1),
      ...(inSearch ? {} : { Home: 0, End: last }),
    };
    const goal = goals[event.key];
    if (goal !== undefined) this.#activate(this.#shown[goal] ?? null);
    else if (event.key === "Enter" && this.#active !== null) this.#choose(this.#active.cell.code);
    else if (event.key === "Escape" && !inSearch) this.choices.selectCell(null);
    else return;
    event.preventDefault();
  }

  #activate(row: Row | null): void {
    this.#active?.item.classList.remove("active");
    this.#active = row;
    row?.item.classList.add("active");
    row?.item.scrollIntoView({ block: "nearest" });
    this.#list.setAttribute("aria-activedescendant", row?.item.id ?? "");
    this.choices.change({ hovered: row?.cell.code ?? null });
  }

  #choose(code: string): void {
    this.choices.selectCell(code);
  }

  /** Mark what is selected and pointed at; only rows that change are touched. */
  #mark(now: State, before: State): void {
    const selected = selectedCell(now);
    const rows = [selected, now.hovered].map((code) => (code === null ? undefined : this.#byCode.get(code)));
    for (const row of this.#marked) {
      row.item.setAttribute("aria-selected", "false");
      row.item.classList.remove("hovered");
    }
    this.#marked = rows.filter((row) => row !== undefined);
    rows[0]?.item.setAttribute("aria-selected", "true");
    rows[1]?.item.classList.add("hovered");
    if (rows[0] !== undefined && !sameSelection(now.selection, before.selection)) {
      rows[0].item.scrollIntoView({ block: "nearest" });
      this.#active = rows[0];
    }
  }
}
