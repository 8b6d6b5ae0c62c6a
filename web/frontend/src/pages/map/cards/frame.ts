// The card beside the map: one thing at a time, or what went wrong.

import type { Translate } from "../../../shared/catalogue";
import { button, element } from "../../../shared/dom";

export class Card {
  readonly root: HTMLElement;

  constructor(
    readonly t: Translate,
    readonly closed: () => void,
  ) {
    this.root = element("aside", {
      class: "card",
      attributes: { "aria-label": t("ui.page.card"), "aria-live": "polite" },
    });
    this.root.hidden = true;
    this.root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault();
      this.closed();
    });
  }

  get shown(): boolean {
    return !this.root.hidden;
  }

  hide(): void {
    this.root.hidden = true;
    this.root.replaceChildren();
  }

  /** Return how much of the map the card covers, in pixels from the right and from below. */
  covers(): { readonly right: number; readonly bottom: number } {
    const stage = this.root.parentElement;
    if (this.root.hidden || stage === null) return { right: 0, bottom: 0 };
    const isSheet = this.root.offsetWidth >= stage.offsetWidth;
    return isSheet
      ? { right: 0, bottom: this.root.offsetHeight }
      : { right: stage.offsetWidth - this.root.offsetLeft, bottom: 0 };
  }

  show(title: string, ...content: readonly (Node | null)[]): void {
    const close = button(
      { class: "icon", attributes: { "aria-label": this.t("ui.page.close") } },
      () => this.closed(),
      "×",
    );
    const head = element("div", { class: "card-head" }, element("h2", { attributes: { tabindex: "-1" } }, title), close);
    this.root.replaceChildren(head, ...content.filter((part) => part !== null));
    this.root.scrollTop = 0;
    this.root.hidden = false;
  }

  /** Let the keyboard go on inside the card. */
  focus(): void {
    this.root.querySelector<HTMLElement>("h2")?.focus();
  }

  showFailure(what: string, again: () => void): void {
    this.show(what, button({ class: "primary" }, again, this.t("ui.page.again")));
  }
}

/** Return names and values beside each other. */
export function facts(rows: readonly (readonly [string, string | Node])[]): HTMLElement {
  const pairs = rows.flatMap(([name, value]) => [
    element("dt", {}, name),
    element("dd", { class: "figure" }, value),
  ]);
  return element("dl", { class: "facts" }, ...pairs);
}
