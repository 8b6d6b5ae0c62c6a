// Edits on their way to the service, one after the other. What cannot be sent is kept in the browser
// and tried again with the same key, so that it is neither lost nor done twice.

import { freshKey } from "../../api/sending";
import type { Command } from "./model";

export interface Errand {
  readonly key: string;
  readonly plan: string;
  readonly command: Command;
  /** A name to come back to, empty for none. */
  readonly name: string;
}

export type Outcome = "stands" | "refused" | "stale" | "unreached";

const SHELF = "gridmap-unsent-edits";
const AGAIN_MS = 2000;

export class EditQueue {
  readonly #errands: Errand[];
  readonly #waiting = new Map<string, (stands: boolean) => void>();
  #running = false;

  constructor(
    /** Sends one edit and tells what became of it. */
    readonly send: (errand: Errand) => Promise<Outcome>,
    readonly changed: (waiting: number, online: boolean) => void,
  ) {
    this.#errands = readShelf();
  }

  get length(): number {
    return this.#errands.length;
  }

  /** Return the plan that unsent edits of an earlier visit belong to. */
  get planOfUnsent(): string | null {
    return this.#errands[0]?.plan ?? null;
  }

  /** Add an edit; the promise says whether it stands. */
  add(plan: string, command: Command, name = ""): Promise<boolean> {
    const errand = { key: freshKey(), plan, command, name };
    this.#errands.push(errand);
    this.#keep(true);
    void this.run();
    return new Promise((resolve) => this.#waiting.set(errand.key, resolve));
  }

  /** Send what waits, in order, until nothing is left or the service does not answer. */
  async run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      for (let first = this.#errands[0]; first !== undefined; first = this.#errands[0]) {
        const outcome = await this.send(first);
        if (outcome === "unreached") {
          this.#keep(false);
          window.setTimeout(() => void this.run(), AGAIN_MS);
          return;
        }
        if (outcome === "stale") return;
        this.#errands.shift();
        this.#keep(true);
        this.#settle(first, outcome === "stands");
      }
    } finally {
      this.#running = false;
    }
  }

  /** Give up everything that waits. */
  drop(): void {
    const dropped = this.#errands.splice(0);
    this.#keep(true);
    for (const errand of dropped) this.#settle(errand, false);
  }

  #settle(errand: Errand, stands: boolean): void {
    this.#waiting.get(errand.key)?.(stands);
    this.#waiting.delete(errand.key);
  }

  #keep(online: boolean): void {
    try {
      if (this.#errands.length === 0) sessionStorage.removeItem(SHELF);
      else sessionStorage.setItem(SHELF, JSON.stringify(this.#errands));
    } catch {
      // A browser that keeps nothing still sends what is in memory.
    }
    this.changed(this.#errands.length, online);
  }
}

function readShelf(): Errand[] {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(SHELF) ?? "[]");
    return Array.isArray(found) ? found.filter(isErrand) : [];
  } catch {
    return [];
  }
}

function isErrand(value: unknown): value is Errand {
  const part = (name: string): unknown => Reflect.get(Object(value), name);
  return (
    typeof part("key") === "string" &&
    typeof part("plan") === "string" &&
    typeof part("name") === "string" &&
    typeof Reflect.get(Object(part("command")), "op") === "string"
  );
}
