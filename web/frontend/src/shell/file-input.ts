// Choosing a file, in the language of the page rather than that of the browser.

import type { Translate } from "../shared/catalogue";
import { element } from "../shared/dom";

/** Return a control around an input of files: it lies over the words, so that drops reach it too. */
export function fileControl(t: Translate, input: HTMLInputElement): HTMLElement {
  const name = element("span", { class: "file-name second" }, t("ui.form.file.none"));
  input.addEventListener("change", () => {
    name.textContent = input.files?.[0]?.name ?? t("ui.form.file.none");
  });
  const press = element("span", { class: "plain small-button", attributes: { "aria-hidden": "true" } }, t("ui.form.file.choose"));
  return element("div", { class: "file-control" }, input, press, name);
}
