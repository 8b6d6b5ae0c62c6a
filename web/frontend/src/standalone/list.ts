// The list that mirrors the map: every cell by name, code, community and worker.

import { element } from "../shared/dom";
import { formatNumber } from "../shared/numbers";
import { communityOf, type Model, workerOf } from "./model";
import type { State } from "./state";
import { fullName, shortName } from "./wording";

function textOf(model: Model, state: State, cell: number): string {
  const parts = [
    model.payload.cells.codes[cell] ?? "",
    fullName(model, state.t, cell),
    shortName(model, state.t, cell),
    communityOf(model, cell),
    workerOf(model, cell) ?? "",
  ];
  return parts.join(" ").toLocaleLowerCase();
}

function row(model: Model, state: State, cell: number): HTMLButtonElement {
  const load = model.payload.cells.loads[cell] ?? null;
  const made = element(
    "button",
    { class: "gm-item", attributes: { type: "button", role: "option" } },
    element(
      "span",
      { class: "gm-label" },
      element("strong", {}, shortName(model, state.t, cell)),
      element("small", {}, `${communityOf(model, cell)} · ${workerOf(model, cell) ?? state.t("ui.map.card.vacant")}`),
    ),
    element("span", { class: "gm-count" }, load === null ? "" : formatNumber(load)),
  );
  made.dataset["cell"] = String(cell);
  made.addEventListener("click", () => state.select({ type: "cell", cell }));
  return made;
}

function moveFocus(list: HTMLElement, event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const items = [...list.querySelectorAll<HTMLButtonElement>(".gm-item:not([hidden])")];
  const at = items.indexOf(document.activeElement as HTMLButtonElement);
  items[Math.min(Math.max(at + step, 0), items.length - 1)]?.focus();
}

/** Return the search field and the list below it. */
export function cellList(model: Model, state: State): HTMLElement | null {
  if (model.cells.count === 0) return null;
  const { t } = state;
  const search = element("input", { class: "gm-search" });
  search.type = "search";
  search.placeholder = t("ui.map.search");
  search.setAttribute("aria-label", t("ui.map.search"));
  const order = Array.from({ length: model.cells.count }, (_, cell) => cell);
  const rows = order.map((cell) => ({ text: textOf(model, state, cell), node: row(model, state, cell) }));
  const items = element("div", { class: "gm-items", attributes: { role: "listbox", "aria-label": t("ui.map.list") } });
  items.append(...rows.map((entry) => entry.node));
  const empty = element("p", { class: "gm-note", attributes: { role: "status" } });
  const holder = element("details", { class: "gm-list" }, element("summary", {}, t("ui.map.list")), items, empty);
  const filter = (): void => {
    const words = search.value.trim().toLocaleLowerCase().split(/\s+/);
    let left = 0;
    for (const { text, node } of rows) {
      node.hidden = !words.every((word) => text.includes(word));
      left += node.hidden ? 0 : 1;
    }
    holder.open = search.value.trim() !== "" || holder.open;
    empty.textContent = left === 0 ? t("ui.map.list.none", { query: search.value.trim() }) : "";
  };
  search.addEventListener("input", filter);
  search.addEventListener("keydown", (event) => {
    const first = rows.find((entry) => !entry.node.hidden)?.node;
    if (event.key === "Enter") first?.click();
    moveFocus(items, event);
  });
  items.addEventListener("keydown", (event) => moveFocus(items, event));
  const mark = (): void => {
    const chosen = state.selection?.type === "cell" ? state.selection.cell : null;
    rows.forEach(({ node }, cell) => node.setAttribute("aria-selected", String(cell === chosen)));
  };
  state.listen((part) => part === "selection" && mark());
  mark();
  return element("section", { class: "gm-section" }, search, holder);
}
