// What the steps of an import are made of.

import { button, element } from "../../../shared/dom";

/** Return the head of a step. */
export function heading(number: string, words: string): HTMLElement {
  return element("h2", { class: "step-head" }, element("span", { class: "step-number", attributes: { "aria-hidden": "true" } }, number), words);
}

/** Return a button that shows that it works until its work is done. */
export function working(label: string, name: string, work: () => Promise<void>): HTMLButtonElement {
  const made = button({ class: name }, () => {
    made.disabled = true;
    void work().finally(() => {
      made.disabled = false;
    });
  }, label);
  return made;
}
