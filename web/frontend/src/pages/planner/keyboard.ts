// Keys of the workbench: letters anywhere outside fields, the rest only on the map.

import { outliers } from "./model";
import { nodesOf } from "./tools/nodes";
import { nodeKey } from "./model";
import { type Bench, mayDraw, shownCell, shownCells, type Tool } from "./state";
import type { Toolbox } from "./toolbox";
import type { BenchMap } from "./view";

const LETTERS: Readonly<Record<string, Tool>> = {
  v: "select",
  p: "paint",
  s: "split",
  m: "merge",
  t: "transfer",
  l: "lock",
};
const PAN_PX = 96;

export interface KeyActions {
  undo(): void;
  redo(): void;
  keys(): void;
  say(sentence: string): void;
}

export class Keyboard {
  #next = 0;

  constructor(
    readonly bench: Bench,
    readonly view: BenchMap,
    readonly toolbox: Toolbox,
    readonly choose: (code: string) => void,
    readonly actions: KeyActions,
  ) {
    document.addEventListener("keydown", (event) => {
      if (event.defaultPrevented || isBusyElsewhere(event)) return;
      if (this.#press(event)) event.preventDefault();
    });
  }

  /** Lead to the next fault or outlier. */
  next(): void {
    const codes = outliers(shownCells(this.bench.now), this.bench.now.limits);
    const code = codes[this.#next % Math.max(1, codes.length)];
    this.#next += 1;
    if (code === undefined) this.actions.say("ui.planner.next.none");
    else this.choose(code);
  }

  #press(event: KeyboardEvent): boolean {
    const onMap = event.target instanceof Node && this.view.target.contains(event.target);
    const control = event.ctrlKey || event.metaKey;
    if (control && event.key.toLowerCase() === "z") return this.#turn(event.shiftKey);
    if (control && event.key.toLowerCase() === "y") return this.#turn(true);
    if (control || event.altKey) return false;
    if (onMap && this.toolbox.key(event)) return true;
    return this.#letter(event) || (onMap && this.#onMap(event));
  }

  #turn(again: boolean): boolean {
    if (again) this.actions.redo();
    else this.actions.undo();
    return true;
  }

  #letter(event: KeyboardEvent): boolean {
    const key = event.key.toLowerCase();
    const tool = LETTERS[key];
    if (tool !== undefined) {
      if (tool === "select" || mayDraw(this.bench.now)) this.bench.change({ tool });
    } else if (key === "z") this.#turn(event.shiftKey);
    else if (key === "n") this.next();
    else if (key === "?") this.actions.keys();
    else if (key === "0") this.view.lookAtAll();
    else if (key === "+" || key === "=") this.view.zoom(1);
    else if (key === "-") this.view.zoom(-1);
    else if (key === "[" || key === "]") this.#step(key === "]" ? 1 : -1);
    else return false;
    return true;
  }

  /** Choose the next cell in the order of codes. */
  #step(by: number): void {
    const codes = [...shownCells(this.bench.now).keys()];
    const at = codes.indexOf(this.bench.now.selected[0] ?? "");
    const code = codes[(at + by + codes.length) % Math.max(1, codes.length)];
    if (code !== undefined) this.choose(code);
  }

  #onMap(event: KeyboardEvent): boolean {
    const pans: Readonly<Record<string, readonly [number, number]>> = {
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
    };
    const pan = pans[event.key];
    if (pan !== undefined) this.view.pan(pan[0] * PAN_PX, pan[1] * PAN_PX);
    else if (event.key === "," || event.key === ".") this.#node(event.key === "." ? 1 : -1);
    else if (event.key === "Escape") {
      if (this.bench.now.node !== null) this.bench.change({ node: null });
      else if (this.bench.now.tool !== "select") this.bench.change({ tool: "select" });
      else this.bench.select(null);
    } else return false;
    return true;
  }

  #node(by: number): void {
    const cell = shownCell(this.bench.now);
    if (cell === null) return;
    const nodes = nodesOf(cell);
    const { node } = this.bench.now;
    const at = node === null ? -1 : nodes.findIndex((one) => nodeKey(one) === nodeKey(node));
    const found = nodes[(at + by + nodes.length) % nodes.length];
    if (found !== undefined) this.bench.change({ node: found });
  }
}

/** Return whether a key is meant for a field, a dialog, or whatever listens by itself. */
function isBusyElsewhere(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (document.querySelector("dialog[open]") !== null) return true;
  return target.matches("input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable]");
}
