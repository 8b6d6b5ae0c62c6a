import type { Translate } from "../../shared/catalogue";
import { element } from "../../shared/dom";

export function openPage(root: HTMLElement, t: Translate): void {
  root.replaceChildren(element("p", { class: "wait" }, t("ui.shell.loading")));
}
