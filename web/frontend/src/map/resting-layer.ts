// A layer that is drawn only when it has changed, on a canvas of its own.

import VectorLayer from "ol/layer/Vector";
import type { State } from "ol/layer/Layer";
import type { FrameState } from "ol/Map";

/**
 * Keeps its picture while the layers beside it are drawn anew. Labels that make room for each other
 * cost more than all else on a map, and while a border is dragged not one of them moves.
 */
export class RestingLayer extends VectorLayer {
  #drawn = "";
  #picture: HTMLElement | null = null;
  #rests = false;

  override render(frame: FrameState | null, target: HTMLElement): HTMLElement | null {
    const wanted = frame === null ? "" : `${this.getRevision()} ${lookOf(frame)}`;
    this.#rests = wanted !== "" && wanted === this.#drawn;
    if (!this.#rests) this.#picture = super.render(frame, target);
    this.#drawn = this.#picture === null ? "" : wanted;
    return this.#picture;
  }

  override renderDeclutter(frame: FrameState, state: State): void {
    if (!this.#rests) super.renderDeclutter(frame, state);
  }

  override renderDeferred(frame: FrameState): void {
    if (!this.#rests) super.renderDeferred(frame);
  }

  override unrender(): void {
    this.#drawn = "";
    super.unrender();
  }
}

/** Return what decides where everything is drawn. */
function lookOf({ viewState, size, pixelRatio }: FrameState): string {
  return [...viewState.center, viewState.resolution, viewState.rotation, ...size, pixelRatio].join();
}
