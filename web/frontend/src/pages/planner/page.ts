// Putting the workbench together.

import { scaleBar } from "../../map/scale-bar";
import type { Translate } from "../../shared/catalogue";
import { button, element } from "../../shared/dom";
import { namePlace } from "../../shell/frame";
import { showRefusal, showToast } from "../../shell/toast";
import { DraftDialogs } from "./dialogs/drafts";
import { showKeys } from "./dialogs/keys";
import { turnLock } from "./dialogs/lock";
import { tellStale } from "./dialogs/stale";
import { Foresight } from "./drawing/foresight";
import { Keyboard } from "./keyboard";
import { legend } from "./panels/legend";
import { Balance } from "./panels/balance";
import { CellCard } from "./panels/cell-card";
import { DraftBar } from "./panels/draft-bar";
import { JournalPanel } from "./panels/journal";
import { LimitsPanel } from "./panels/limits";
import { NodePanel } from "./panels/nodes";
import { rail } from "./panels/rail";
import { sign } from "./panels/signs";
import { nameOfCell, nameOfCode } from "./panels/words";
import { NO_LIMITS } from "./model";
import type { Opened, Service } from "./service";
import { Session } from "./session";
import { Bench, type LoadUnit, mayUndo, type State } from "./state";
import { Toolbox } from "./toolbox";
import { BenchMap } from "./view";
import { WorkersPanel } from "./workers/panel";

const FIRST: State = {
  mode: "borders",
  fill: "worker",
  tool: "select",
  paint: "brush",
  community: "",
  plans: [],
  draft: null,
  base: new Map(),
  preview: null,
  workers: new Map(),
  limits: NO_LIMITS,
  unit: "block_load",
  selected: [],
  hovered: null,
  node: null,
  worker: null,
  refused: null,
  waiting: 0,
  online: true,
};

/** Open the workbench in an element. */
export async function openPage(root: HTMLElement, t: Translate, service: Service): Promise<void> {
  const opened = await service.open();
  const asked = new URLSearchParams(location.search);
  const plan = asked.get("plan");
  const wanted = asked.get("community");
  const community = opened.communities.find(({ code }) => code === wanted) ?? opened.communities[0];
  if (community === undefined) {
    const words = [element("h2", {}, t("ui.planner.empty")), element("p", { class: "second" }, t("ui.planner.empty.next"))];
    root.replaceChildren(element("div", { class: "wait" }, ...words, element("a", { class: "primary", attributes: { href: "/" } }, t("ui.planner.empty.go"))));
    return;
  }
  const page = new Page(root, t, service, opened);
  await page.session.openCommunity(community.code, plan);
  await page.showBase();
}

class Page {
  readonly session: Session;
  readonly #bench = new Bench(FIRST);
  readonly #view: BenchMap;
  readonly #foresight: Foresight;
  readonly #toolbox: Toolbox;
  readonly #keyboard: Keyboard;
  readonly #dialogs: DraftDialogs;
  #workers: WorkersPanel | null = null;
  readonly #status = element("p", { class: "unseen", attributes: { role: "status", "aria-live": "polite" } });

  constructor(
    root: HTMLElement,
    readonly t: Translate,
    readonly service: Service,
    opened: Opened,
  ) {
    const bench = this.#bench;
    const target = element("div", {
      class: "map",
      attributes: { tabindex: "0", role: "application", "aria-label": t("ui.planner.map") },
    });
    const stage = element("div", { class: "stage" }, target);
    this.#view = new BenchMap(target, bench, (cell) => nameOfCell(t, cell, bench.now.community));
    this.session = new Session(service, bench, t, {
      refused: (error) => this.#refuse(error),
      stale: (errand) => void tellStale(this.session, service, t, errand),
      say: (sentence) => this.#say(sentence),
      opened: (code) => void this.#fetchBlocks(code),
    });
    this.#foresight = new Foresight(
      t,
      () => this.#toolbox.blocks.rows,
      () => bench.now.draft?.plan.id ?? "",
    );
    const shop = {
      bench,
      view: this.#view,
      t,
      foresight: this.#foresight,
      send: (command: Parameters<Session["send"]>[0]) => this.session.send(command),
      say: (sentence: string) => this.#say(sentence),
    };
    const nameOf = (code: string): string => nameOfCode(t, bench.now, code);
    this.#toolbox = new Toolbox(bench, shop, nameOf, (code) => turnLock(this.session, t, code), (codes, worker) => {
      void this.#workers?.assigning.give(codes, worker);
    });
    this.#dialogs = new DraftDialogs(this.session, t, opened.communities, (code) => this.#choose(code));
    this.#keyboard = new Keyboard(bench, this.#view, this.#toolbox, (code) => this.#choose(code), {
      undo: () => void this.session.undo(),
      redo: () => void this.session.redo(),
      keys: () => void showKeys(t),
      say: (code) => this.#say(t(code)),
    });
    this.#assemble(root, stage, opened);
    this.#follow();
  }

  async showBase(): Promise<void> {
    await this.#view.follow((error) => showRefusal(this.t, error));
  }

  #assemble(root: HTMLElement, stage: HTMLElement, opened: Opened): void {
    const { t } = this;
    const bench = this.#bench;
    const journal = new JournalPanel(bench, t, (entry) => {
      // An entry that was undone is brought back with all before it.
      if (entry === null || entry.standing) void this.session.undo(entry, entry === null);
      else void this.session.redo(entry);
    });
    this.session.takeName = () => journal.takeName();
    const bar = new DraftBar(bench, t, opened.communities, {
      community: (code) => void this.#try(this.session.openCommunity(code)),
      plan: (id) => void this.#try(this.session.openDraft(id)),
      undo: () => void this.session.undo(),
      redo: () => void this.session.redo(),
      create: () => void this.#dialogs.create(),
      compare: () => void this.#dialogs.compare(),
      impact: () => void this.#dialogs.impact(),
      publish: () => void this.#dialogs.publish(),
      discard: () => void this.#dialogs.discard(),
      changes: () => journal.open(),
      unschedule: (plan) => void this.#dialogs.unschedule(plan),
      rollBack: () => void this.#dialogs.rollBack(),
    });
    const tools = rail(bench, t, [
      { name: t("ui.planner.undo"), letter: "Z", sign: "undo", pressed: () => void this.session.undo(), rests: (now) => !mayUndo(now) },
      { name: t("ui.planner.next"), letter: "N", sign: "next", pressed: () => this.#keyboard.next() },
      { name: t("ui.planner.keys"), letter: "?", sign: "keys", pressed: () => void showKeys(t) },
    ]);
    const { bar: scale, fit } = scaleBar();
    this.#view.onScale(fit);
    stage.append(this.#toolbox.line, this.#zoom(), scale, legend(bench, t, () => this.#view.cells.measures));
    const card = new CellCard(bench, t, (code) => this.#view.lookAtCell(code));
    const nodes = new NodePanel(bench, t, this.#toolbox.select.nodes, (sentence) => this.#say(sentence));
    const limits = new LimitsPanel(bench, t);
    const borders = element("div", { class: "side-part" }, card.root, nodes.root, journal.root, limits.root);
    const workers = new WorkersPanel(bench, this.session, this.#view, t);
    this.#workers = workers;
    const side = element("aside", { class: "bench-side", attributes: { "aria-label": t("ui.planner.side") } }, borders, workers.root);
    bench.follow(({ mode }) => {
      borders.hidden = mode !== "borders";
      workers.root.hidden = mode !== "workers";
      tools.hidden = mode !== "borders";
    });
    const balance = new Balance(bench, t, (code) => this.#choose(code));
    root.replaceChildren(bar.root, element("div", { class: "bench" }, tools, stage, side), balance.root, this.#status);
    namePlace(opened.name);
  }

  #zoom(): HTMLElement {
    const { t } = this;
    const step = (name: string, picture: "plus" | "minus" | "whole", pressed: () => void): HTMLElement =>
      button({ class: "icon", attributes: { "aria-label": name, title: name } }, pressed, sign(picture));
    return element(
      "div",
      { class: "zoom" },
      step(t("ui.page.zoom_in"), "plus", () => this.#view.zoom(1)),
      step(t("ui.page.zoom_out"), "minus", () => this.#view.zoom(-1)),
      step(t("ui.planner.whole"), "whole", () => this.#view.lookAtAll()),
    );
  }

  #follow(): void {
    const stage = this.#view.target.closest<HTMLElement>(".stage");
    this.#bench.follow((now) => {
      if (stage !== null) stage.dataset["refused"] = String(now.refused !== null);
      const address = new URLSearchParams({ community: now.community });
      if (now.draft !== null) address.set("plan", now.draft.plan.id);
      const search = `?${address.toString()}`;
      if (search !== location.search && now.community !== "") history.replaceState(null, "", search);
    });
  }

  /** Fetch the blocks, which only painting and figures in the midst of a drag need. */
  async #fetchBlocks(community: string): Promise<void> {
    const rows = await this.service.blocks(community).catch(() => []);
    if (community !== this.#bench.now.community) return;
    this.#toolbox.blocks.fill(rows);
    this.#foresight.forget();
    this.#bench.change({ unit: unitOf(rows.some((row) => row.load > 0), this.#bench.now) });
  }

  #choose(code: string): void {
    this.#bench.select(code);
    this.#view.lookAtCell(code);
  }

  async #try(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      showRefusal(this.t, error);
    }
  }

  #refuse(error: unknown): void {
    const place = this.#view.changes.placeOfRefusal();
    const options = place === null ? {} : { showPlace: () => this.#view.lookAtPlace(place) };
    showRefusal(this.t, error, options);
  }

  #say(sentence: string): void {
    this.#status.textContent = sentence;
    if (sentence.length > 0 && !this.#bench.now.online) showToast(this.t, { text: sentence });
  }
}

// A load within this of the area is the area.
const SAME_RATIO = 1e-6;

/** Return what the load counts: the load of blocks, else households, else the ground itself. */
function unitOf(hasBlocks: boolean, { base, draft }: State): LoadUnit {
  if (hasBlocks) return "block_load";
  const cells = [...(draft?.cells ?? base).values()];
  const isGround = cells.every(({ load, area_m2 }) => load !== null && Math.abs(load - area_m2) <= SAME_RATIO * area_m2);
  return isGround ? "m2" : "households";
}
