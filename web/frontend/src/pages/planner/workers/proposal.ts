// The optimal assignment as a proposal: accepted whole or line by line, or not at all.

import type { Translate } from "../../../shared/catalogue";
import { button, element, labelled } from "../../../shared/dom";
import { nameOfCode, nameOfWorker } from "../panels/words";
import type { HeldPost, Proposal } from "../service";
import { type Bench, shownCells } from "../state";
import type { Assigning } from "./assigning";

export class ProposalPanel {
  readonly root: HTMLElement;
  readonly #anew = element("input", { attributes: { type: "checkbox" } });
  readonly #body = element("div", { attributes: { "aria-live": "polite" } });

  constructor(
    readonly bench: Bench,
    readonly t: Translate,
    readonly assigning: Assigning,
    readonly look: (code: string) => void,
  ) {
    const ask = button({ class: "plain" }, () => void this.#ask(ask), t("ui.planner.propose"));
    this.root = element(
      "section",
      { class: "side-section", attributes: { id: "proposal" } },
      element("div", { class: "row" }, ask, labelled(this.#anew, t("ui.planner.propose.anew"))),
      this.#body,
    );
    bench.follow((now, before) => {
      if (now.community !== before.community || now.draft?.plan.id !== before.draft?.plan.id) this.#body.replaceChildren();
    });
  }

  async #ask(ask: HTMLButtonElement): Promise<void> {
    ask.setAttribute("aria-busy", "true");
    const found = await this.assigning.propose(this.#anew.checked);
    ask.removeAttribute("aria-busy");
    if (found !== null) this.#show(found);
  }

  #show(found: Proposal): void {
    const cells = shownCells(this.bench.now);
    const fresh = found.assignments.filter(
      (post) => post.duty !== "leader" || cells.get(post.cell_code)?.worker !== post.worker_code,
    );
    const lines = fresh.map((post) => this.#line(post));
    const all = button({ class: "primary small-button" }, () => void this.#accept(fresh, lines), this.t("ui.planner.propose.all", { count: fresh.length }));
    const drop = button({ class: "plain small-button" }, () => this.#body.replaceChildren(), this.t("ui.planner.propose.drop"));
    this.#body.replaceChildren(
      fresh.length === 0 ? element("p", {}, this.t("ui.planner.propose.none")) : element("ul", { class: "proposal" }, ...lines),
      ...(fresh.length === 0 ? [] : [element("div", { class: "row" }, all, drop)]),
      ...found.open.map((words) => element("p", { class: "breach" }, words)),
    );
  }

  #line(post: HeldPost): HTMLElement {
    const now = this.bench.now;
    const before = shownCells(now).get(post.cell_code)?.worker ?? null;
    const accept = button({ class: "plain small-button" }, () => void this.#accept([post], [line]), this.t("ui.planner.propose.one"));
    const line = element(
      "li",
      {},
      button({ class: "link" }, () => this.look(post.cell_code), nameOfCode(this.t, now, post.cell_code)),
      element("span", {}, `${nameOfWorker(this.t, now, before)} → ${nameOfWorker(this.t, now, post.worker_code)}`),
      accept,
    );
    return line;
  }

  async #accept(posts: readonly HeldPost[], lines: readonly HTMLElement[]): Promise<void> {
    await this.assigning.accept(posts);
    for (const line of lines) line.remove();
    if (this.#body.querySelector("li") === null) this.#body.replaceChildren();
  }
}
