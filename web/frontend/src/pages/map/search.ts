// The search box: names, pinyin, codes, addresses and coordinates; a list that the keyboard walks.

import type { Translate } from "../../shared/catalogue";
import { button, element } from "../../shared/dom";

export interface Hit {
  readonly title: string;
  readonly note: string;
  readonly picture: HTMLElement | null;
  readonly open: () => void;
}

const WAIT_MS = 160;
let serial = 0;

export class SearchBox {
  readonly root: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #list: HTMLElement;
  readonly #said = element("p", { class: "unseen", attributes: { role: "status" } });
  readonly #clear: HTMLButtonElement;
  #hits: readonly Hit[] = [];
  #at = -1;
  #timer = 0;
  #asked = 0;
  #foundFor = "";

  constructor(
    readonly t: Translate,
    readonly find: (words: string) => Promise<readonly Hit[]>,
    readonly failed: (error: unknown) => void,
  ) {
    serial += 1;
    const listId = `hits-${serial}`;
    const label = t("ui.one_map.search");
    this.#input = element("input", {
      class: "find",
      attributes: {
        type: "search",
        role: "combobox",
        "aria-label": label,
        "aria-controls": listId,
        "aria-expanded": "false",
        "aria-autocomplete": "list",
        placeholder: label,
        spellcheck: "false",
        autocomplete: "off",
        title: t("ui.one_map.search.hint"),
      },
    });
    this.#list = element("ul", { class: "hits", attributes: { id: listId, role: "listbox", "aria-label": label } });
    this.#list.hidden = true;
    this.#clear = button(
      { class: "icon find-clear", attributes: { "aria-label": t("ui.page.clear") } },
      () => this.#empty(),
      "×",
    );
    this.#clear.hidden = true;
    this.root = element("div", { class: "finder", attributes: { role: "search" } }, this.#input, this.#clear, this.#list, this.#said);
    this.#listen();
  }

  focus(): void {
    this.#input.focus();
    this.#input.select();
  }

  #listen(): void {
    this.#input.addEventListener("input", () => {
      window.clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => void this.#ask(), WAIT_MS);
      this.#clear.hidden = this.#input.value === "";
    });
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#input.addEventListener("focus", () => this.#show(this.#hits));
    this.root.addEventListener("focusout", (event) => {
      if (!(event.relatedTarget instanceof Node) || !this.root.contains(event.relatedTarget)) this.#close();
    });
    // Keeps the focus in the box while a hit is pressed.
    this.#list.addEventListener("pointerdown", (event) => event.preventDefault());
  }

  async #ask(): Promise<void> {
    const words = this.#input.value.trim();
    this.#asked += 1;
    const asked = this.#asked;
    if (words === "") {
      this.#hits = [];
      this.#close();
      return;
    }
    try {
      const hits = await this.find(words);
      // Other words may have been asked for while these were on their way.
      if (asked !== this.#asked) return;
      this.#foundFor = words;
      this.#show(hits, true);
    } catch (error) {
      this.failed(error);
    }
  }

  #show(hits: readonly Hit[], fresh = false): void {
    this.#hits = hits;
    this.#at = fresh && hits.length > 0 ? 0 : -1;
    const { t } = this;
    const rows = hits.map((hit, i) => {
      const row = element(
        "li",
        { attributes: { role: "option", id: `${this.#list.id}-${i}`, "aria-selected": String(i === this.#at) } },
        hit.picture,
        element("span", { class: "hit-title" }, hit.title),
        element("span", { class: "hit-note second small" }, hit.note),
      );
      row.addEventListener("click", () => this.#take(hit));
      return row;
    });
    const searched = this.#input.value.trim() !== "";
    const none = hits.length === 0 && fresh ? [element("li", { class: "second", attributes: { role: "option", "aria-disabled": "true" } }, t("ui.one_map.search.none"))] : [];
    this.#list.replaceChildren(...rows, ...none);
    this.#list.hidden = !searched || (rows.length === 0 && none.length === 0);
    this.#input.setAttribute("aria-expanded", String(!this.#list.hidden));
    this.#mark();
    if (fresh) this.#said.textContent = t("ui.one_map.search.found", { count: hits.length });
  }

  #key(event: KeyboardEvent): void {
    const last = this.#hits.length - 1;
    if (event.key === "ArrowDown") this.#at = Math.min(last, this.#at + 1);
    else if (event.key === "ArrowUp") this.#at = Math.max(0, this.#at - 1);
    else if (event.key === "Enter") void this.#enter();
    else if (event.key === "Escape") this.#close();
    else return;
    event.preventDefault();
    this.#mark();
  }

  /** Take the marked hit; hits of words that have changed since are asked for anew. */
  async #enter(): Promise<void> {
    const fresh = this.#foundFor === this.#input.value.trim();
    if (!fresh) {
      window.clearTimeout(this.#timer);
      await this.#ask();
    }
    const hit = this.#hits[Math.max(0, this.#at)];
    if (hit !== undefined && this.#foundFor === this.#input.value.trim()) this.#take(hit);
  }

  #mark(): void {
    [...this.#list.children].forEach((row, i) => {
      row.setAttribute("aria-selected", String(i === this.#at));
      if (i === this.#at) row.scrollIntoView({ block: "nearest" });
    });
    const active = this.#at >= 0 && !this.#list.hidden ? `${this.#list.id}-${this.#at}` : "";
    this.#input.setAttribute("aria-activedescendant", active);
  }

  #take(hit: Hit): void {
    this.#input.value = hit.title;
    this.#foundFor = hit.title;
    this.#close();
    hit.open();
  }

  #empty(): void {
    this.#input.value = "";
    this.#hits = [];
    this.#clear.hidden = true;
    this.#close();
    this.#input.focus();
  }

  #close(): void {
    this.#list.hidden = true;
    this.#input.setAttribute("aria-expanded", "false");
    this.#input.setAttribute("aria-activedescendant", "");
  }
}
