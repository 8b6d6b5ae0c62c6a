// What cells must fill and not leave. Most edits never ask for it, so it may be put together late.
import type { Shape } from "./cells";
import { outlineOf } from "./merging-shapes";

export class Boundary {
  #make: (() => Shape) | null;
  #shape: Shape = [];

  private constructor(make: () => Shape) {
    this.#make = make;
  }

  static of(shape: Shape): Boundary {
    return new Boundary(() => shape);
  }

  /** Return the outline of cells that fill their community. */
  static around(shapes: readonly Shape[]): Boundary {
    return new Boundary(() => outlineOf(shapes));
  }

  get shape(): Shape {
    if (this.#make !== null) this.#shape = this.#make();
    this.#make = null;
    return this.#shape;
  }
}
