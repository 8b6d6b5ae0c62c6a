// The nodes of the chosen cell in a list: choose, move by coordinates or arrow keys, insert, delete.

import type { Translate } from "../../../shared/catalogue";
import { button, element } from "../../../shared/dom";
import { nodeKey } from "../model";
import { type Bench, mayDraw, shownCell, shownCells, type State } from "../state";
import { readPlace, writePlace } from "../tools/fields";
import { nodesOf, type NodeTool } from "../tools/nodes";

export class NodePanel {
  readonly root: HTMLElement;
  readonly #list = element("select", { attributes: { size: "6" } });
  readonly #place = element("input", { class: "input place-field", attributes: { type: "text", autocomplete: "off" } });
  readonly #actions: HTMLButtonElement[];

  constructor(
    readonly bench: Bench,
    readonly t: Translate,
    readonly nodes: NodeTool,
    readonly say: (sentence: string) => void,
  ) {
    this.#list.setAttribute("aria-label", t("ui.planner.nodes"));
    this.#place.setAttribute("aria-label", t("ui.planner.nodes.place"));
    this.#list.addEventListener("change", () => {
      bench.change({ tool: "select", node: readPlace(this.#list.value) });
    });
    this.#list.addEventListener("keydown", (event) => {
      if (event.key === "Delete" || event.key === "Backspace") void nodes.remove();
      else if (event.key === "Insert" || event.key === "i") void nodes.insertAfter();
      else if (event.key === "Enter") this.#place.focus();
      else return;
      event.preventDefault();
    });
    this.#place.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      void this.#move();
    });
    const small = { class: "plain small-button" };
    this.#actions = [
      button(small, () => void this.#move(), t("ui.planner.nodes.move")),
      button(small, () => void nodes.insertAfter(), t("ui.planner.nodes.insert")),
      button(small, () => void nodes.remove(), t("ui.planner.nodes.delete")),
    ];
    this.root = element(
      "details",
      { class: "side-section", attributes: { id: "nodes" } },
      element("summary", {}, t("ui.planner.nodes")),
      element(
        "div",
        { class: "opened" },
        this.#list,
        this.#place,
        element("div", { class: "row" }, ...this.#actions),
        element("p", { class: "second small" }, t("ui.planner.nodes.keys")),
      ),
    );
    this.root.addEventListener("toggle", () => this.#fill(bench.now));
    bench.follow((now, before) => this.#follow(now, before));
  }

  #follow(now: State, before: State): void {
    const cell = shownCell(now);
    this.root.hidden = cell === null || !mayDraw(now);
    if (now.selected !== before.selected || shownCells(now) !== shownCells(before)) this.#fill(now);
    if (now.node !== before.node) this.#choose(now);
    for (const action of this.#actions) action.disabled = now.node === null;
  }

  #fill(now: State): void {
    const cell = shownCell(now);
    if (cell === null || !(this.root instanceof HTMLDetailsElement) || !this.root.open || now.preview !== null) return;
    this.#list.replaceChildren(
      ...nodesOf(cell).map((place, i) =>
        element("option", { attributes: { value: writePlace(place) } }, `${i + 1} · ${writePlace(place)}`),
      ),
    );
    this.#choose(now);
  }

  #choose(now: State): void {
    const chosen = now.node === null ? "" : nodeKey(now.node);
    for (const option of this.#list.options) {
      const place = readPlace(option.value);
      option.selected = place !== null && nodeKey(place) === chosen;
    }
    this.#place.value = now.node === null ? "" : writePlace(now.node);
  }

  async #move(): Promise<void> {
    const place = readPlace(this.#place.value);
    if (place === null) return this.say(this.t("ui.planner.no_place"));
    const { node } = this.bench.now;
    if (node === null || nodeKey(node) === nodeKey(place)) return;
    this.nodes.moveTo(place);
    await this.nodes.commit();
  }
}
