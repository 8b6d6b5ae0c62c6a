// The workers of the community: what each carries, who is over the limit, which cells nobody leads.

import type { Translate } from "../../../shared/catalogue";
import { button, element, labelled } from "../../../shared/dom";
import { formatNumber } from "../../../shared/numbers";
import { today } from "../dialogs/tables";
import type { DraftCell, WorkerRow } from "../model";
import { loadWords, nameOfCode } from "../panels/words";
import type { Session } from "../session";
import { type Bench, shownCells, type State } from "../state";
import { choiceOf, inlineField } from "../tools/fields";
import type { BenchMap } from "../view";
import { Assigning } from "./assigning";
import { carry, type Carried } from "./carrying";
import { ProposalPanel } from "./proposal";
import { TeamPanel } from "./team";

const DUTIES = ["leader", "deputy", "information_officer", "party_member", "police_officer", "volunteer"];
const FAR_ENOUGH_PX = 5;

export class WorkersPanel {
  readonly root: HTMLElement;
  readonly assigning: Assigning;
  readonly #list = element("ul", { class: "worker-list" });
  readonly #missing = element("div", { class: "missing" });
  readonly #chosen = element("p", { class: "chosen", attributes: { role: "status" } });
  readonly #from = element("input", { attributes: { type: "date" } });
  readonly #to = element("input", { attributes: { type: "date" } });
  readonly #duty: HTMLSelectElement;

  constructor(
    readonly bench: Bench,
    session: Session,
    readonly view: BenchMap,
    readonly t: Translate,
  ) {
    this.#from.value = today();
    this.#duty = choiceOf(DUTIES.map((duty) => [duty, t(`word.duty.${duty}`)] as const));
    this.assigning = new Assigning(session, t, () => ({
      duty: this.#duty.value,
      from: this.#from.value || today(),
      to: this.#to.value === "" ? null : this.#to.value,
    }));
    const proposal = new ProposalPanel(bench, t, this.assigning, (code) => this.#look(code));
    const team = new TeamPanel(bench, t, this.assigning);
    this.root = element(
      "div",
      { class: "side-part", attributes: { id: "workers" } },
      element(
        "section",
        { class: "side-section terms" },
        element("h2", {}, t("ui.planner.workers")),
        this.#chosen,
        inlineField(t("ui.planner.assign.duty"), this.#duty),
        inlineField(t("ui.planner.assign.from"), this.#from),
        inlineField(t("ui.planner.assign.to"), this.#to),
      ),
      proposal.root,
      this.#missing,
      element("section", { class: "side-section" }, this.#onlyHere(), this.#list),
      team.root,
    );
    bench.follow((now, before) => this.#follow(now, before));
  }

  readonly #here = element("input", { attributes: { type: "checkbox" } });

  #onlyHere(): HTMLElement {
    this.#here.checked = true;
    this.#here.addEventListener("change", () => this.#fill(this.bench.now));
    return labelled(this.#here, this.t("ui.planner.workers.here"));
  }

  #follow(now: State, before: State): void {
    if (now.mode !== "workers") return;
    const { selected } = now;
    const names = selected.slice(0, 4).map((code) => nameOfCode(this.t, now, code)).join(this.t("ui.planner.and"));
    this.#chosen.textContent =
      selected.length === 0
        ? this.t("ui.planner.assign.choose")
        : this.t("ui.planner.assign.chosen", { count: selected.length, names });
    if (
      now.mode !== before.mode || now.workers !== before.workers || now.worker !== before.worker ||
      shownCells(now) !== shownCells(before) || (selected.length === 0) !== (before.selected.length === 0)
    ) {
      this.#fill(now);
    }
  }

  #fill(now: State): void {
    const cells = [...shownCells(now).values()];
    const led = new Map<string, DraftCell[]>();
    for (const cell of cells) {
      if (cell.worker !== null) led.set(cell.worker, [...(led.get(cell.worker) ?? []), cell]);
    }
    const shown = [...now.workers.values()].filter(
      (worker) => !this.#here.checked || worker.community_code === now.community || led.has(worker.code),
    );
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset["give"] : undefined;
    this.#list.replaceChildren(...shown.map((worker) => this.#row(worker, led.get(worker.code) ?? [], now)));
    if (focused !== undefined) this.#list.querySelector<HTMLElement>(`[data-give="${CSS.escape(focused)}"]`)?.focus();
    const vacant = cells.filter((cell) => cell.worker === null);
    const over = shown.filter((worker) => isOver(worker, led.get(worker.code) ?? []));
    this.#missing.replaceChildren(
      ...(vacant.length === 0 ? [] : [this.#problem(this.t("ui.planner.assign.vacant", { count: vacant.length }), vacant.map((cell) => cell.code), now)]),
      ...(over.length === 0
        ? []
        : [element("p", { class: "breach" }, this.t("ui.planner.assign.over", { names: over.map(({ name }) => name).join(this.t("ui.planner.and")) }))]),
    );
  }

  #problem(words: string, codes: readonly string[], now: State): HTMLElement {
    const chips = codes.slice(0, 12).map((code) =>
      button({ class: "chip" }, () => this.#look(code), nameOfCode(this.t, now, code)),
    );
    return element("div", { class: "side-section" }, element("p", { class: "breach" }, words), element("div", { class: "row" }, ...chips));
  }

  #row(worker: WorkerRow, led: readonly DraftCell[], now: State): HTMLElement {
    const load = led.reduce((sum, cell) => sum + (cell.load ?? 0), 0);
    const share = worker.capacity === null || worker.capacity === 0 ? null : load / worker.capacity;
    const give = button(
      { class: "plain small-button", attributes: { "data-give": worker.code, "aria-label": this.t("ui.planner.assign.give", { name: worker.name || worker.code }) } },
      () => void this.assigning.give(now.selected, worker.code),
      this.t("ui.planner.assign.give.short"),
    );
    give.disabled = now.selected.length === 0;
    const bar = element("div", { class: share !== null && share > 1 ? "carrying over" : "carrying" });
    const fill = element("i");
    fill.style.width = `${Math.min(100, (share ?? 0) * 100)}%`;
    bar.append(fill);
    const figures = share === null ? loadWords(load) : `${loadWords(load)} / ${loadWords(worker.capacity)}`;
    const name = button({ class: "link worker-name" }, () => this.#show(worker, led), worker.name || worker.code);
    const row = element(
      "li",
      { class: now.worker === worker.code ? "chosen" : "", attributes: { "data-worker": worker.code } },
      element("span", { class: "grip", attributes: { "aria-hidden": "true" } }, "⠿"),
      name,
      element("span", { class: "second figure" }, this.t("ui.planner.workers.cells", { count: formatNumber(led.length) })),
      element("span", { class: "figure", attributes: { "data-figure": "carried" } }, figures),
      give,
      bar,
    );
    row.addEventListener("pointerdown", (event) => this.#grab(event, worker));
    return row;
  }

  /** Show the cells of a worker. */
  #show(worker: WorkerRow, led: readonly DraftCell[]): void {
    this.bench.change({ worker: worker.code, selected: led.map((cell) => cell.code), node: null });
    const first = led[0];
    if (first !== undefined) this.view.lookAtCell(first.code);
  }

  #look(code: string): void {
    this.bench.select(code);
    this.view.lookAtCell(code);
  }

  /** Let a worker be dragged onto a cell of the map. */
  #grab(event: PointerEvent, worker: WorkerRow): void {
    if (event.button !== 0 || (event.target instanceof HTMLElement && event.target.closest("[data-give]") !== null)) return;
    let carried: Carried | null = null;
    const [startX, startY] = [event.clientX, event.clientY];
    const move = (now: PointerEvent): void => {
      if (carried === null && Math.hypot(now.clientX - startX, now.clientY - startY) < FAR_ENOUGH_PX) return;
      carried ??= carry(worker.name || worker.code);
      carried.move(now.clientX, now.clientY);
      const hovered = this.#cellUnder(now);
      if (hovered !== this.bench.now.hovered) this.bench.change({ hovered });
    };
    const stop = (): void => {
      document.removeEventListener("pointermove", move);
      document.removeEventListener("pointerup", up);
      document.removeEventListener("pointercancel", stop);
      carried?.drop();
    };
    const up = (now: PointerEvent): void => {
      const dragged = carried !== null;
      stop();
      const code = dragged ? this.#cellUnder(now) : null;
      if (code === null) return;
      const { selected } = this.bench.now;
      void this.assigning.give(selected.includes(code) ? selected : [code], worker.code);
    };
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", up);
    document.addEventListener("pointercancel", stop);
  }

  #cellUnder(event: PointerEvent): string | null {
    const below = document.elementFromPoint(event.clientX, event.clientY);
    if (below === null || !this.view.target.contains(below)) return null;
    return this.view.cells.codeAt(this.view.map.getEventCoordinate(event));
  }
}

function isOver(worker: WorkerRow, led: readonly DraftCell[]): boolean {
  return worker.capacity !== null && led.reduce((sum, cell) => sum + (cell.load ?? 0), 0) > worker.capacity;
}
