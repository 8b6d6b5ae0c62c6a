// The week as a table of days and hours, shaded by how much happens: brushed with the mouse, or with
// the arrow keys (Shift extends the block, Enter takes it, Escape lets everything in again).

import type { Translate } from "../../../shared/catalogue";
import { element } from "../../../shared/dom";
import { formatNumber } from "../../../shared/numbers";
import type { Kind } from "../../../shared/symbols";
import { kindName } from "../panels/text";
import type { Choices } from "../state";
import { blockOf, DAYS, HOURS, type HourSet, WEEK } from "./hours";

const SHADES = 5;

/** How many events fall into each hour of the week. */
export type WeekCounts = readonly number[];

export class WeekTable {
  readonly root: HTMLElement;
  readonly table: HTMLElement;
  readonly #title = element("p", { class: "small week-title" });
  readonly #cells: readonly HTMLElement[];
  #anchor = 0;
  #at = 0;
  #brushing = false;

  constructor(
    readonly t: Translate,
    readonly choices: Choices,
  ) {
    this.#cells = Array.from({ length: WEEK }, (_, hour) =>
      element("div", {
        class: "week-hour",
        attributes: { role: "gridcell", tabindex: hour === 0 ? "0" : "-1", "data-hour": String(hour) },
      }),
    );
    const rows = Array.from({ length: DAYS }, (_, day) => this.#row(day));
    this.table = element(
      "div",
      { class: "week", attributes: { role: "grid", "aria-label": t("ui.one_map.week"), "aria-multiselectable": "true" } },
      this.#head(),
      ...rows,
    );
    const help = element("p", { class: "second small" }, t("ui.one_map.week.help"));
    this.root = element("div", { class: "week-part" }, this.#title, this.table, help);
    this.#listen();
    this.show(null, null);
    choices.follow((now, before) => {
      if (now === before || now.hours !== before.hours) this.#mark(now.hours);
    });
  }

  /** Shade the hours by what happens in them; null while nothing is known. */
  show(kind: Kind | null, counts: WeekCounts | null): void {
    const { t } = this;
    this.#title.textContent =
      kind === null ? t("ui.one_map.week") : t("ui.one_map.week.of", { kind: kindName(t, kind) });
    const most = Math.max(1, ...(counts ?? []));
    this.#cells.forEach((cell, hour) => {
      const count = counts?.[hour];
      const shade = count === undefined ? 0 : Math.ceil((count / most) * SHADES);
      cell.dataset["shade"] = String(shade);
      cell.setAttribute("aria-label", this.#name(hour, count));
      cell.title = this.#name(hour, count);
    });
  }

  #name(hour: number, count: number | undefined): string {
    const from = hour % HOURS;
    const words = {
      day: this.t(`ui.one_map.day.${Math.floor(hour / HOURS)}`),
      from: String(from).padStart(2, "0"),
      until: String(from + 1).padStart(2, "0"),
      count: formatNumber(count ?? 0),
    };
    return this.t(count === undefined ? "ui.one_map.week.hour" : "ui.one_map.week.count", words);
  }

  #head(): HTMLElement {
    const hours = Array.from({ length: HOURS / 3 }, (_, i) =>
      element("span", { class: "week-mark" }, String(i * 3).padStart(2, "0")),
    );
    return element("div", { class: "week-head", attributes: { "aria-hidden": "true" } }, ...hours);
  }

  #row(day: number): HTMLElement {
    const name = element("span", { class: "week-day", attributes: { role: "rowheader" } }, this.t(`ui.one_map.day.${day}`));
    const hours = this.#cells.slice(day * HOURS, (day + 1) * HOURS);
    return element("div", { class: "week-row", attributes: { role: "row" } }, name, ...hours);
  }

  #listen(): void {
    this.table.addEventListener("pointerdown", (event) => {
      const hour = hourOf(event.target);
      if (hour === null) return;
      event.preventDefault();
      this.#brushing = true;
      this.#go(hour, event.shiftKey);
    });
    this.table.addEventListener("pointermove", (event) => {
      const hour = this.#brushing ? hourOf(document.elementFromPoint(event.clientX, event.clientY)) : null;
      if (hour !== null) this.#go(hour, true);
    });
    const done = (): void => {
      if (this.#brushing) this.#take();
      this.#brushing = false;
    };
    window.addEventListener("pointerup", done);
    this.table.addEventListener("keydown", (event) => this.#key(event));
  }

  #key(event: KeyboardEvent): void {
    const [day, hour] = [Math.floor(this.#at / HOURS), this.#at % HOURS];
    const goals: Readonly<Record<string, number>> = {
      ArrowRight: day * HOURS + Math.min(HOURS - 1, hour + 1),
      ArrowLeft: day * HOURS + Math.max(0, hour - 1),
      ArrowDown: Math.min(DAYS - 1, day + 1) * HOURS + hour,
      ArrowUp: Math.max(0, day - 1) * HOURS + hour,
      Home: day * HOURS,
      End: day * HOURS + HOURS - 1,
    };
    const goal = goals[event.key];
    if (goal !== undefined) this.#go(goal, event.shiftKey);
    else if (event.key === "Enter" || event.key === " ") this.#take();
    else if (event.key === "Escape" && this.choices.now.hours !== null) this.choices.change({ hours: null });
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #go(hour: number, extend: boolean): void {
    if (!extend) this.#anchor = hour;
    const before = this.#cells[this.#at];
    if (before !== undefined) before.tabIndex = -1;
    this.#at = hour;
    const cell = this.#cells[hour];
    if (cell !== undefined) {
      cell.tabIndex = 0;
      cell.focus({ preventScroll: true });
    }
    const block = blockOf(this.#anchor, this.#at);
    this.#cells.forEach((one, at) => one.classList.toggle("brushed", block.size > 1 && block.has(at)));
  }

  #take(): void {
    const block = blockOf(this.#anchor, this.#at);
    for (const cell of this.#cells) cell.classList.remove("brushed");
    const { hours } = this.choices.now;
    // The only chosen hour, chosen again, is let go.
    const again = hours !== null && hours.size === block.size && [...block].every((hour) => hours.has(hour));
    this.choices.change({ hours: again || block.size === WEEK ? null : block });
  }

  #mark(hours: HourSet | null): void {
    this.table.classList.toggle("limited", hours !== null);
    this.#cells.forEach((cell, hour) => {
      const chosen = hours?.has(hour) ?? false;
      cell.setAttribute("aria-selected", String(chosen));
    });
  }
}

function hourOf(target: EventTarget | null): number | null {
  if (!(target instanceof HTMLElement)) return null;
  const hour = target.dataset["hour"];
  return hour === undefined ? null : Number(hour);
}
