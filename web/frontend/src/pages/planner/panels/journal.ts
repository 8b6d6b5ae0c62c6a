// Everything that was done to the draft, the latest first; each line leads back to the state after it.

import type { Translate } from "../../../shared/catalogue";
import { button, element } from "../../../shared/dom";
import type { Entry } from "../model";
import { type Bench, mayDraw, type State } from "../state";
import { inlineField } from "../tools/fields";
import { nameOfCode } from "./words";

const SHOWN_AT_ONCE = 200;

export class JournalPanel {
  readonly root = element("details", { class: "side-section", attributes: { id: "journal" } });
  readonly #list = element("ol", { class: "journal" });
  readonly #name = element("input", { class: "input", attributes: { type: "text", maxlength: "80", autocomplete: "off" } });

  constructor(
    readonly bench: Bench,
    readonly t: Translate,
    readonly goTo: (entry: Entry | null) => void,
  ) {
    this.root.append(element("summary", {}, t("ui.planner.changes")), element("div", { class: "opened" }, inlineField(t("ui.planner.journal.name"), this.#name), this.#list));
    this.root.addEventListener("toggle", () => this.#fill(bench.now));
    bench.follow((now, before) => {
      this.root.hidden = now.draft === null;
      if (now.draft !== before.draft) this.#fill(now);
    });
  }

  /** Return what the next edit is to be called, and forget it. */
  takeName(): string {
    const name = this.#name.value.trim();
    this.#name.value = "";
    return name;
  }

  open(): void {
    this.root.open = true;
    this.root.scrollIntoView({ block: "nearest" });
    this.root.querySelector("summary")?.focus();
  }

  #fill(now: State): void {
    if (!this.root.open || now.draft === null) return;
    const edits = now.draft.journal.filter((entry) => entry.kind === "edit" || entry.kind === "border");
    const rows = edits.slice(-SHOWN_AT_ONCE).reverse().map((entry) => this.#row(entry, now));
    const start = button({ class: "link" }, () => this.goTo(null), this.t("ui.planner.journal.start"));
    start.disabled = !mayDraw(now) || !now.draft.can_undo;
    this.#list.replaceChildren(...rows, element("li", {}, start));
  }

  #row(entry: Entry, now: State): HTMLElement {
    const what = entry.name || this.t(`ui.planner.op.${entry.op}`);
    const where = entry.codes.slice(0, 3).map((code) => nameOfCode(this.t, now, code)).join(this.t("ui.planner.and"));
    const way = entry.standing ? "ui.planner.journal.back" : "ui.planner.journal.forth";
    const back = button(
      { class: "link", attributes: { "aria-label": this.t(way, { number: entry.number }) } },
      () => this.goTo(entry),
      String(entry.number),
    );
    back.disabled = !mayDraw(now);
    return element(
      "li",
      { class: entry.standing ? "" : "undone" },
      back,
      element("span", {}, what),
      element("span", { class: "second small" }, [where, entry.by].filter(Boolean).join(" · ")),
    );
  }
}
