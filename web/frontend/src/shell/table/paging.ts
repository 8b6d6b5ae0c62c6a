// Rows in pages: what is in view is loaded, what has been seen is kept until the query changes.

import type { Query, Source } from "./model";

export const PAGE_ROWS = 200;
const KEPT_PAGES = 30;

export class Pages<Row> {
  found = 0;
  total = 0;
  #kept = new Map<number, readonly Row[]>();
  #asked = new Set<number>();
  #turn = 0;

  constructor(
    readonly source: Source<Row>,
    readonly arrived: () => void,
    readonly failed: (error: unknown) => void,
  ) {}

  /** Forget everything and load the first page; resolves when it is there. */
  async start(query: Query): Promise<void> {
    this.#turn += 1;
    this.#kept.clear();
    this.#asked.clear();
    await this.#load(query, 0);
  }

  row(index: number): Row | undefined {
    return this.#kept.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS];
  }

  /** Ask for the pages of rows in view that are not here yet. */
  want(query: Query, from: number, to: number): void {
    for (let page = Math.floor(from / PAGE_ROWS); page * PAGE_ROWS < Math.min(to, this.found); page += 1) {
      if (!this.#kept.has(page) && !this.#asked.has(page)) void this.#load(query, page);
    }
  }

  async #load(query: Query, page: number): Promise<void> {
    const turn = this.#turn;
    this.#asked.add(page);
    try {
      const loading = this.source.load(query, page * PAGE_ROWS, (page + 1) * PAGE_ROWS);
      // Rows that are here already are shown in this very moment.
      const answer = loading instanceof Promise ? await loading : loading;
      if (turn !== this.#turn) return;
      this.found = answer.found;
      this.total = answer.total;
      this.#kept.set(page, answer.rows);
      for (const old of this.#kept.keys()) {
        if (this.#kept.size <= KEPT_PAGES) break;
        if (Math.abs(old - page) > 2) this.#kept.delete(old);
      }
      this.arrived();
    } catch (error) {
      if (turn === this.#turn) this.failed(error);
    } finally {
      this.#asked.delete(page);
    }
  }
}
