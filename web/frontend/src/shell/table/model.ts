// What a table shows and where it gets it: columns, what is asked for, and sources of rows.

import { formatExact } from "../../shared/numbers";

export type CellValue = string | number | boolean | null;

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly kind?: "text" | "number";
  /** Width in pixels; by default what the first rows need. */
  readonly width?: number;
  readonly value: (row: Row) => CellValue;
  /** How the value is written; its text by default. */
  readonly format?: (value: CellValue, row: Row) => string;
  /** What stands in the cell instead of text, such as a link or a bar. */
  readonly render?: (row: Row) => Node;
  readonly hidden?: boolean;
  /** Keeps an edited value; a column without it cannot be edited. */
  readonly edit?: (row: Row, text: string) => Promise<void>;
  /** The only values that an edit may give. */
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
}

export interface Query {
  readonly sort: { readonly key: string; readonly descending: boolean } | null;
  readonly search: string;
  /** What each column's filter says, by the column's key. */
  readonly filters: ReadonlyMap<string, string>;
}

export interface Page<Row> {
  /** Rows that match, of all. */
  readonly found: number;
  readonly total: number;
  readonly rows: readonly Row[];
}

/** Where rows come from: an array, or pages of the API. */
export interface Source<Row> {
  load(query: Query, from: number, to: number): Promise<Page<Row>> | Page<Row>;
}

export interface Pasted<Row> {
  readonly row: Row;
  readonly key: string;
  readonly text: string;
}

export interface TableOptions<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly source: Source<Row>;
  /** Identifies a row over reloads. */
  readonly key: (row: Row) => string;
  /** Enter or a double press on a row whose cell cannot be edited. */
  readonly opened?: (row: Row, column: string) => void;
  /** Called with the row of the active cell. */
  readonly chosen?: (row: Row) => void;
  readonly pasted?: (cells: readonly Pasted<Row>[]) => Promise<void>;
  /** What stands in the toolbar after the table's own controls. */
  readonly tools?: readonly HTMLElement[];
  /** Name of the exported file, without its ending. */
  readonly file?: string;
  /** What an empty table says, and the next step that it offers. */
  readonly empty?: HTMLElement;
  readonly start?: Partial<Query>;
  readonly searchable?: boolean;
}

/** One cell, by the place of its row and column. */
export interface Spot {
  readonly row: number;
  readonly column: number;
}

export const EVERYTHING: Query = { sort: null, search: "", filters: new Map() };

/** Return the text of a value as the table writes it. */
export function textOf<Row>(column: Column<Row>, row: Row): string {
  const value = column.value(row);
  if (column.format !== undefined) return column.format(value, row);
  if (value === null) return "";
  return typeof value === "number" ? formatExact(value) : String(value);
}

const COMPARISON = /^(<=|>=|<|>|=)\s*(-?[\d.]+)$/;
const SPAN = /^(-?[\d.]+)\s*\.\.\s*(-?[\d.]+)$/;

/** Return the test that a filter means: `> 10` and `3..9` for numbers, else words to be found. */
export function testOf(filter: string): (value: CellValue, text: string) => boolean {
  const wanted = filter.trim();
  const span = SPAN.exec(wanted);
  if (span !== null) {
    const [least, most] = [Number(span[1]), Number(span[2])];
    return (value) => typeof value === "number" && value >= least && value <= most;
  }
  const comparison = COMPARISON.exec(wanted);
  if (comparison !== null) {
    const [sign, bound] = [comparison[1], Number(comparison[2])];
    return (value) =>
      typeof value === "number" &&
      ((sign === "<" && value < bound) ||
        (sign === ">" && value > bound) ||
        (sign === "<=" && value <= bound) ||
        (sign === ">=" && value >= bound) ||
        (sign === "=" && value === bound));
  }
  const words = wanted.toLocaleLowerCase().split(/\s+/);
  return (_value, text) => words.every((word) => text.toLocaleLowerCase().includes(word));
}

/** Compare values: numbers by size, texts as the language orders them, nothing at the end. */
export function compareValues(a: CellValue, b: CellValue, collator: Intl.Collator): number {
  if (a === null || a === "") return b === null || b === "" ? 0 : 1;
  if (b === null || b === "") return -1;
  if (typeof a === "number" && typeof b === "number") return a - b;
  return collator.compare(String(a), String(b));
}

/** Return rows that match a query, in its order. */
export function arrange<Row>(rows: readonly Row[], columns: readonly Column<Row>[], query: Query): readonly Row[] {
  const tests = columns.flatMap((column) => {
    const filter = query.filters.get(column.key) ?? "";
    if (filter.trim() === "") return [];
    const test = testOf(filter);
    return [(row: Row): boolean => test(column.value(row), textOf(column, row))];
  });
  const search = query.search.trim();
  if (search !== "") {
    const test = testOf(search.replace(/^[<>=]/, " "));
    tests.push((row) => test(null, columns.map((column) => textOf(column, row)).join(" ")));
  }
  const found = tests.length === 0 ? [...rows] : rows.filter((row) => tests.every((test) => test(row)));
  const column = columns.find((one) => one.key === query.sort?.key);
  if (column !== undefined) {
    const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
    const sign = query.sort?.descending ? -1 : 1;
    const keyed = found.map((row) => ({ row, value: column.value(row) }));
    keyed.sort((a, b) => {
      const empty = (value: CellValue): boolean => value === null || value === "";
      const order = compareValues(a.value, b.value, collator);
      // Rows without a value stay at the end, whichever way the others stand.
      return empty(a.value) || empty(b.value) ? order : sign * order;
    });
    return keyed.map(({ row }) => row);
  }
  return found;
}

/** Return a source over rows that are all here. */
export function arraySource<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): Source<Row> {
  let asked: Query | null = null;
  let found: readonly Row[] = rows;
  return {
    load: (query, from, to) => {
      if (query !== asked) {
        found = arrange(rows, columns, query);
        asked = query;
      }
      return { found: found.length, total: rows.length, rows: found.slice(from, to) };
    },
  };
}
