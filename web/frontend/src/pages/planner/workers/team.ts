// Who does what in the chosen cell, with dates, and a way to end it.

import type { Translate } from "../../../shared/catalogue";
import { button, element } from "../../../shared/dom";
import { nameOfCode, nameOfWorker } from "../panels/words";
import type { HeldPost } from "../service";
import { type Bench, shownCell, type State } from "../state";
import type { Assigning } from "./assigning";

export class TeamPanel {
  readonly root = element("section", { class: "side-section", attributes: { id: "team" } });
  #asked = 0;

  constructor(
    readonly bench: Bench,
    readonly t: Translate,
    readonly assigning: Assigning,
  ) {
    bench.follow((now, before) => {
      if (now.mode !== "workers") return;
      if (now.selected !== before.selected || now.mode !== before.mode || now.workers !== before.workers) void this.#fill(now);
    });
  }

  async #fill(now: State): Promise<void> {
    const cell = shownCell(now);
    this.root.hidden = cell === null;
    if (cell === null) return;
    this.#asked += 1;
    const turn = this.#asked;
    const held = (await this.assigning.held()).filter((post) => post.cell_code === cell.code);
    if (turn !== this.#asked) return;
    this.root.replaceChildren(
      element("h3", {}, this.t("ui.planner.team", { name: nameOfCode(this.t, now, cell.code) })),
      held.length === 0
        ? element("p", { class: "second" }, this.t("ui.planner.vacant.long"))
        : element("ul", { class: "team-list" }, ...held.map((post) => this.#line(post, now))),
    );
  }

  #line(post: HeldPost, now: State): HTMLElement {
    const until = post.valid_to === null ? this.t("ui.planner.team.since", { from: post.valid_from }) : this.t("ui.planner.team.span", { from: post.valid_from, to: post.valid_to });
    const name = nameOfWorker(this.t, now, post.worker_code);
    const end = button(
      { class: "link", attributes: { "aria-label": this.t("ui.planner.assign.end", { name }) } },
      () => void this.assigning.end(post),
      this.t("ui.planner.assign.end.short"),
    );
    return element(
      "li",
      {},
      element("strong", {}, name),
      element("span", { class: "second" }, `${this.t(`word.duty.${post.duty}`)} · ${until}`),
      ...(post.valid_to === null ? [end] : []),
    );
  }
}
