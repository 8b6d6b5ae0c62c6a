// Undo and redo in the browser: the steps that were made, each with its way back.
import { type Step, inverse } from "./change";
import type { Partition } from "./partition";

/** An immutable history over a partition. */
export class History {
  readonly partition: Partition;
  readonly #done: readonly Step[];
  readonly #undone: readonly Step[];

  constructor(partition: Partition, done: readonly Step[] = [], undone: readonly Step[] = []) {
    this.partition = partition;
    this.#done = done;
    this.#undone = undone;
  }

  get canUndo(): boolean {
    return this.#done.length > 0;
  }

  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  /** Return the history with a step carried out; what was undone is forgotten. */
  with(partition: Partition, step: Step): History {
    return new History(partition, [...this.#done, step], []);
  }

  undo(): History {
    const step = this.#done.at(-1);
    if (step === undefined) return this;
    return new History(this.partition.patched(inverse(step)), this.#done.slice(0, -1), [...this.#undone, step]);
  }

  redo(): History {
    const step = this.#undone.at(-1);
    if (step === undefined) return this;
    return new History(this.partition.patched(step), [...this.#done, step], this.#undone.slice(0, -1));
  }
}
