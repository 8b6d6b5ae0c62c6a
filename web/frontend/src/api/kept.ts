// The last answers by their addresses: when there are too many, the longest unasked goes.

export interface Kept {
  readonly tag: string;
  readonly value: unknown;
}

export class KeptAnswers {
  readonly #answers = new Map<string, Kept>();

  constructor(readonly most: number) {}

  find(path: string): Kept | undefined {
    const found = this.#answers.get(path);
    if (found !== undefined) this.keep(path, found);
    return found;
  }

  keep(path: string, answer: Kept): void {
    // A map keeps the order in which its keys came.
    this.#answers.delete(path);
    this.#answers.set(path, answer);
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= this.most) return;
      this.#answers.delete(oldest);
    }
  }
}
