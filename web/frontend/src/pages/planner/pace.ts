// How often figures follow a gesture: nobody reads them sixty times a second.

const APART_MS = 60;

/** When the frame began in which something was last drawn. */
let drawn_ms = -Infinity;

export class Pace {
  #frame = 0;
  #last_ms = -Infinity;

  constructor(readonly draw: () => void) {}

  /**
   * Draw with the next frame; while a gesture lasts, some frames after the last time, and not in the
   * frame of another: two that draw together make a frame late.
   */
  soon(hasty: boolean): void {
    window.cancelAnimationFrame(this.#frame);
    this.#frame = window.requestAnimationFrame((now_ms) => {
      if (hasty && (now_ms - this.#last_ms < APART_MS || now_ms === drawn_ms)) return this.soon(hasty);
      this.#last_ms = drawn_ms = now_ms;
      this.draw();
    });
  }

  /** Draw at once. */
  now(): void {
    window.cancelAnimationFrame(this.#frame);
    this.draw();
  }
}
