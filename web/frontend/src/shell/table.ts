// A table like a spreadsheet: as many rows as there are, one tab stop, arrow keys inside.

import type { Translate } from "../shared/catalogue";
import { button, element } from "../shared/dom";
import { formatNumber } from "../shared/numbers";
import { showRefusal } from "./toast";
import { columnWidths } from "./table/columns";
import { CellEditor } from "./table/editing";
import { exchange } from "./table/exchange";
import { bodyCell, filterCell, titleCell } from "./table/cells";
import { type Column, EVERYTHING, type Query, type Spot, type TableOptions } from "./table/model";
import { Pages } from "./table/paging";
import { toolbar } from "./table/toolbar";

export { arraySource } from "./table/model";
export type { CellValue, Column, Page, Pasted, Query, Source, TableOptions } from "./table/model";

const ROW_PX = 32;
const SPARE_ROWS = 8;
/** From so much on what lies beyond the edge is hinted at. */
const HIDDEN_PX = 8;
let serial = 0;

export class DataTable<Row> {
  readonly root: HTMLElement;
  readonly #id: string;
  readonly #scroller: HTMLElement;
  readonly #head: HTMLElement;
  readonly #body: HTMLElement;
  readonly #status = element("p", { class: "second small table-status", attributes: { role: "status" } });
  readonly #none = element("div", { class: "table-none" });
  readonly #pages: Pages<Row>;
  readonly #rows = new Map<number, { readonly item: Row | undefined; readonly node: HTMLElement }>();
  readonly #hidden: Set<string>;
  #editor: CellEditor | null = null;
  #query: Query;
  #filtering = false;
  #active: Spot = { row: 0, column: 0 };
  #anchor: Spot = { row: 0, column: 0 };
  #marked: string | null = null;
  #frame = 0;
  #sized = false;
  /** The row that the page was told of last. */
  #told: Row | undefined;

  constructor(
    readonly t: Translate,
    readonly options: TableOptions<Row>,
  ) {
    serial += 1;
    this.#id = `table-${serial}`;
    this.#query = { ...EVERYTHING, ...options.start };
    this.#hidden = new Set(options.columns.filter((one) => one.hidden).map((one) => one.key));
    this.#head = element("div", { class: "grid-head", attributes: { role: "rowgroup" } });
    this.#body = element("div", { class: "grid-body", attributes: { role: "rowgroup" } });
    this.#scroller = element(
      "div",
      { class: "grid", attributes: { role: "grid", tabindex: "0", "aria-label": options.label, "aria-multiselectable": "true" } },
      this.#head,
      this.#body,
    );
    this.#none.hidden = true;
    const tools = toolbar(t, options, {
      query: () => this.#query,
      ask: (change) => this.ask(change),
      shown: () => this.#columns,
      toggle: (key) => this.#toggle(key),
      filtering: (on) => {
        this.#filtering = on;
        this.#drawHead();
        if (on) this.#head.querySelector("input")?.focus();
      },
    });
    tools.append(this.#status);
    this.root = element("div", { class: "table" }, tools, this.#scroller, this.#none);
    this.#pages = new Pages(
      options.source,
      () => this.#arrived(),
      (error) => showRefusal(t, error),
    );
    this.#listen();
    this.#drawHead();
    void this.reload();
  }

  /** Load the rows again, from the first. */
  async reload(): Promise<void> {
    await this.#pages.start(this.#query);
  }

  /** Mark a row as the one that the page shows elsewhere too. */
  mark(key: string | null): void {
    this.#marked = key;
    this.#redraw();
  }

  /** Ask for other rows: a search, filters, an order. */
  ask(change: Partial<Query>): void {
    this.#query = { ...this.#query, ...change };
    this.#scroller.scrollTop = 0;
    this.#active = { row: 0, column: this.#active.column };
    this.#anchor = this.#active;
    this.#drawHead();
    void this.reload();
  }

  get #columns(): readonly Column<Row>[] {
    return this.options.columns.filter(({ key }) => !this.#hidden.has(key));
  }

  #toggle(key: string): void {
    if (this.#hidden.has(key)) this.#hidden.delete(key);
    else this.#hidden.add(key);
    this.#sized = false;
    this.#drawHead();
    this.#redraw();
  }

  #drawHead(): void {
    const columns = this.#columns;
    const titles = columns.map((column, place) =>
      titleCell(column, `${this.#id}-h${place}`, this.#query, () => this.#sortBy(column.key)),
    );
    const rows = [this.#line(titles, "grid-row grid-titles")];
    if (this.#filtering) {
      const filter = (key: string, text: string): void => this.#filter(key, text);
      const cells = columns.map((column) => filterCell(this.t, column, this.#query, filter));
      rows.push(this.#line(cells, "grid-row"));
    }
    this.#head.replaceChildren(...rows);
    this.#scroller.setAttribute("aria-colcount", String(columns.length));
    this.#size();
  }

  #line(cells: readonly HTMLElement[], name: string): HTMLElement {
    return element("div", { class: name, attributes: { role: "row" } }, ...cells);
  }

  #filter(key: string, text: string): void {
    const filters = new Map([...this.#query.filters, [key, text] as const]);
    if (text.trim() === "") filters.delete(key);
    this.#query = { ...this.#query, filters };
    this.#scroller.scrollTop = 0;
    void this.reload();
  }

  #sortBy(key: string): void {
    const before = this.#query.sort;
    const sort =
      before?.key !== key ? { key, descending: false } : before.descending ? null : { key, descending: true };
    this.ask({ sort });
  }

  #size(): void {
    const sample = Array.from({ length: 60 }, (_, place) => this.#pages?.row(place)).filter(
      (row): row is Row => row !== undefined,
    );
    const widths = columnWidths(this.#columns, sample);
    // Room that is left is shared: given to one column it would tear the last away from the others.
    const template = widths.map((width) => `minmax(${width}px, ${width}fr)`);
    this.root.style.setProperty("--columns", template.join(" "));
    this.root.style.setProperty("--width", `${widths.reduce((sum, width) => sum + width, 0)}px`);
  }

  #arrived(): void {
    const { found, total } = this.#pages;
    if (!this.#sized && found > 0) {
      this.#sized = true;
      this.#size();
    }
    this.#body.style.height = `${found * ROW_PX}px`;
    this.#scroller.setAttribute("aria-rowcount", String(found + 1));
    const { t } = this;
    this.#status.textContent =
      found === total
        ? t("ui.shell.table.rows", { count: formatNumber(total) })
        : t("ui.shell.table.found", { count: formatNumber(found), total: formatNumber(total) });
    this.#none.hidden = found > 0;
    if (found === 0) this.#none.replaceChildren(...this.#emptyParts(total));
    // Rows that arrive late must not take away the cell that somebody is editing.
    if (this.#editor === null) this.#redraw();
  }

  #emptyParts(total: number): readonly Node[] {
    const { t } = this;
    const filtered = total > 0 || this.#query.search !== "" || this.#query.filters.size > 0;
    if (!filtered) return [this.options.empty ?? element("p", {}, t("ui.shell.table.none"))];
    const clear = button({ class: "plain" }, () => {
      const search = this.root.querySelector<HTMLInputElement>(".table-search");
      if (search !== null) search.value = "";
      this.ask({ search: "", filters: new Map() });
    }, t("ui.shell.table.clear"));
    return [element("p", {}, t("ui.shell.table.none_found")), clear];
  }

  #redraw(): void {
    for (const { node } of this.#rows.values()) node.remove();
    this.#rows.clear();
    this.#draw();
  }

  #draw(): void {
    const { found } = this.#pages;
    const height = this.#scroller.clientHeight;
    const first = Math.max(0, Math.floor(this.#scroller.scrollTop / ROW_PX) - SPARE_ROWS);
    const last = Math.min(found, Math.ceil((this.#scroller.scrollTop + height) / ROW_PX) + SPARE_ROWS);
    this.#pages.want(this.#query, first, last);
    for (const [index, { node }] of this.#rows) {
      if (index < first || index >= last) {
        node.remove();
        this.#rows.delete(index);
      }
    }
    for (let index = first; index < last; index += 1) {
      const item = this.#pages.row(index);
      const drawn = this.#rows.get(index);
      if (drawn !== undefined && drawn.item === item) continue;
      drawn?.node.remove();
      const node = this.#row(index, item);
      this.#rows.set(index, { item, node });
      this.#body.append(node);
    }
    this.#paint();
    const { scrollWidth, clientWidth, scrollLeft } = this.#scroller;
    this.root.classList.toggle("more", scrollWidth - clientWidth - scrollLeft > HIDDEN_PX);
  }

  #row(index: number, item: Row | undefined): HTMLElement {
    const pending = this.t("ui.shell.table.pending");
    const cells = this.#columns.map((column, place) => {
      const cell = bodyCell(column, `${this.#id}-r${index}c${place}`, item, place === 0 ? pending : "");
      cell.dataset["column"] = String(place);
      return cell;
    });
    const node = this.#line(cells, "grid-row");
    node.style.transform = `translateY(${index * ROW_PX}px)`;
    node.setAttribute("aria-rowindex", String(index + 2));
    node.dataset["row"] = String(index);
    if (item !== undefined && this.options.key(item) === this.#marked) node.classList.add("marked");
    return node;
  }

  /** Show which cells are chosen and which one is active. */
  #paint(): void {
    const [top, bottom] = [this.#active.row, this.#anchor.row].sort((a, b) => a - b);
    const [left, right] = [this.#active.column, this.#anchor.column].sort((a, b) => a - b);
    const inside = (value: number, least = 0, most = 0): boolean => value >= least && value <= most;
    for (const [index, { node }] of this.#rows) {
      [...node.children].forEach((cell, place) => {
        const active = index === this.#active.row && place === this.#active.column;
        const chosen = inside(index, top, bottom) && inside(place, left, right);
        cell.classList.toggle("active", active);
        cell.classList.toggle("chosen", chosen);
        cell.setAttribute("aria-selected", String(chosen));
      });
    }
    const { row, column } = this.#active;
    for (const [place, cell] of [...(this.#head.firstElementChild?.children ?? [])].entries()) {
      cell.classList.toggle("active", row < 0 && place === column);
    }
    const id = row < 0 ? `${this.#id}-h${column}` : `${this.#id}-r${row}c${column}`;
    if (document.getElementById(id) === null) this.#scroller.removeAttribute("aria-activedescendant");
    else this.#scroller.setAttribute("aria-activedescendant", id);
  }

  #listen(): void {
    const grid = this.#scroller;
    grid.addEventListener("scroll", () => {
      cancelAnimationFrame(this.#frame);
      this.#frame = requestAnimationFrame(() => this.#draw());
    });
    new ResizeObserver(() => this.#draw()).observe(grid);
    grid.addEventListener("keydown", (event) => this.#key(event));
    this.#body.addEventListener("pointerdown", (event) => this.#press(event));
    this.#body.addEventListener("dblclick", (event) => {
      if (this.#spotAt(event.target) !== null) this.#enter();
    });
    exchange(this.t, grid, {
      corners: () => [this.#active, this.#anchor],
      columns: () => this.#columns,
      row: (index) => this.#pages.row(index),
      pasted: this.options.pasted,
    });
  }

  #spotAt(target: EventTarget | null): Spot | null {
    const cell = target instanceof Element ? target.closest<HTMLElement>(".grid-cell") : null;
    const row = cell?.parentElement?.dataset["row"];
    const column = cell?.dataset["column"];
    return row === undefined || column === undefined ? null : { row: Number(row), column: Number(column) };
  }

  #press(event: PointerEvent): void {
    const spot = this.#spotAt(event.target);
    if (spot === null || this.#editor !== null || event.button !== 0) return;
    this.#go(spot, event.shiftKey);
    const drag = (moved: PointerEvent): void => {
      const under = this.#spotAt(document.elementFromPoint(moved.clientX, moved.clientY));
      if (under !== null) this.#go(under, true);
    };
    document.addEventListener("pointermove", drag);
    document.addEventListener("pointerup", () => document.removeEventListener("pointermove", drag), { once: true });
  }

  #go(spot: Spot, extend: boolean): void {
    const lastRow = this.#pages.found - 1;
    const lastColumn = this.#columns.length - 1;
    const row = Math.max(extend ? 0 : -1, Math.min(lastRow, spot.row));
    const column = Math.max(0, Math.min(lastColumn, spot.column));
    this.#active = { row, column };
    if (!extend) this.#anchor = this.#active;
    this.#reveal(row);
    this.#draw();
    this.#rows.get(row)?.node.children[column]?.scrollIntoView({ block: "nearest", inline: "nearest" });
    const item = this.#pages.row(row);
    if (extend || item === undefined || item === this.#told) return;
    this.#told = item;
    this.options.chosen?.(item);
  }

  #reveal(row: number): void {
    if (row < 0) return;
    const grid = this.#scroller;
    const head = this.#head.offsetHeight;
    const top = row * ROW_PX;
    if (top < grid.scrollTop) grid.scrollTop = top;
    const low = top + ROW_PX + head - grid.clientHeight;
    if (low > grid.scrollTop) grid.scrollTop = low;
  }

  #key(event: KeyboardEvent): void {
    if (this.#editor !== null || event.target !== this.#scroller) return;
    const { row, column } = this.#active;
    const far = event.ctrlKey || event.metaKey;
    const page = Math.max(1, Math.floor(this.#scroller.clientHeight / ROW_PX) - 2);
    const lastRow = this.#pages.found - 1;
    const lastColumn = this.#columns.length - 1;
    const goals: Readonly<Record<string, Spot>> = {
      ArrowDown: { row: far ? lastRow : row + 1, column },
      ArrowUp: { row: far ? 0 : row - 1, column },
      ArrowLeft: { row, column: far ? 0 : column - 1 },
      ArrowRight: { row, column: far ? lastColumn : column + 1 },
      Home: { row: far ? 0 : row, column: 0 },
      End: { row: far ? lastRow : row, column: lastColumn },
      PageDown: { row: row + page, column },
      PageUp: { row: Math.max(0, row - page), column },
    };
    const goal = goals[event.key];
    if (goal !== undefined) this.#go(goal, event.shiftKey);
    else if (event.key === "Enter" && row < 0) this.#sortBy(this.#columns[column]?.key ?? "");
    else if (event.key === "Enter" || event.key === "F2") this.#enter();
    else if (far && event.key.toLowerCase() === "a") {
      this.#go({ row: 0, column: 0 }, false);
      this.#go({ row: lastRow, column: lastColumn }, true);
    }
    else if (event.key === "Escape") this.#go(this.#active, false);
    else if (event.key.length === 1 && !far && !event.altKey && this.#editable()) this.#edit(event.key);
    else return;
    event.preventDefault();
  }

  #editable(): boolean {
    return this.#columns[this.#active.column]?.edit !== undefined && this.#pages.row(this.#active.row) !== undefined;
  }

  /** Edit the active cell, or open its row where it cannot be edited. */
  #enter(): void {
    if (this.#editable()) return this.#edit(null);
    const item = this.#pages.row(this.#active.row);
    if (item !== undefined) this.options.opened?.(item, this.#columns[this.#active.column]?.key ?? "");
  }

  #edit(typed: string | null): void {
    const { row, column: place } = this.#active;
    const column = this.#columns[place];
    const item = this.#pages.row(row);
    const cell = this.#rows.get(row)?.node.children[place];
    if (column?.edit === undefined || item === undefined || !(cell instanceof HTMLElement)) return;
    const value = column.value(item);
    const over = (go: Spot | null): void => {
      this.#editor = null;
      this.#redraw();
      this.#scroller.focus();
      if (go !== null) this.#go(go, false);
    };
    this.#editor = new CellEditor(cell, {
      label: column.title,
      text: typed ?? (value === null ? "" : String(value)),
      choices: column.choices,
      keep: async (text, step) => {
        try {
          if (text !== String(value ?? "")) await column.edit?.(item, text);
          over({ row: row + step.rows, column: place + step.columns });
        } catch (error) {
          showRefusal(this.t, error);
          over(null);
        }
      },
      leave: () => over(null),
    });
  }


}
