// Which kinds of point are shown, and which classes of each.

import type { KindCount } from "../../../api/types";
import type { Translate } from "../../../shared/catalogue";
import { button, element, labelled } from "../../../shared/dom";
import { formatNumber } from "../../../shared/numbers";
import { type Kind, symbolPicture } from "../../../shared/symbols";
import type { Choices } from "../state";
import { group } from "./groups";
import { kindName } from "./text";

/** How many points there are of each class of a kind. */
export type ClassCounts = readonly { readonly code: string; readonly count: number }[];

export class PointsGroup {
  readonly root: HTMLElement;

  constructor(
    readonly t: Translate,
    readonly choices: Choices,
    kinds: readonly KindCount[],
    readonly classesOf: (kind: Kind) => Promise<ClassCounts>,
  ) {
    this.root = group(
      t("ui.page.points"),
      element("div", { class: "kinds" }, ...kinds.map((one) => this.#kind(one))),
    );
  }

  #kind({ kind, total, outside }: KindCount): HTMLElement {
    const { t, choices } = this;
    const input = element("input", { attributes: { type: "checkbox" } });
    input.disabled = total === 0;
    input.addEventListener("change", () => choices.show(kind, input.checked));
    const figure = element("span", { class: "figure second" }, formatNumber(total));
    if (outside > 0) figure.title = t("ui.page.outside", { count: formatNumber(outside) });
    const name = element("span", { class: "grow" }, kindName(t, kind));
    const classes = element("div", { class: "classes" });
    classes.hidden = true;
    const opener = this.#opener(kind, classes);
    opener.disabled = total === 0;
    choices.follow((now) => {
      input.checked = now.kinds.has(kind);
      const limited = now.classes.get(kind)?.size ?? 0;
      opener.classList.toggle("limited", limited > 0);
    });
    const row = element("div", { class: "kind-row" }, labelled(input, symbolPicture(kind), name, figure), opener);
    return element("div", {}, row, classes);
  }

  #opener(kind: Kind, classes: HTMLElement): HTMLButtonElement {
    const label = this.t("ui.one_map.classes", { kind: kindName(this.t, kind) });
    const opener = button(
      { class: "icon disclose", attributes: { "aria-label": label, "aria-expanded": "false", title: label } },
      () => {
        classes.hidden = !classes.hidden;
        opener.setAttribute("aria-expanded", String(!classes.hidden));
        if (!classes.hidden && !classes.hasChildNodes()) void this.#fill(kind, classes);
      },
    );
    return opener;
  }

  async #fill(kind: Kind, into: HTMLElement): Promise<void> {
    const { t, choices } = this;
    into.replaceChildren(element("p", { class: "second small" }, t("ui.page.loading")));
    const counts = await this.classesOf(kind);
    const inputs = counts.map(({ code }) => {
      const input = element("input", { attributes: { type: "checkbox", value: code } });
      input.addEventListener("change", () => {
        const wanted = inputs.filter((one) => one.checked).map((one) => one.value);
        choices.limit(kind, new Set(wanted.length === inputs.length ? [] : wanted));
        if (!choices.now.kinds.has(kind)) choices.show(kind, true);
      });
      return input;
    });
    const rows = counts.map(({ code, count }, i) =>
      labelled(
        inputs[i] ?? element("input"),
        element("span", { class: "grow" }, t(`word.${kind}_class.${code}`)),
        element("span", { class: "figure second" }, formatNumber(count)),
      ),
    );
    const all = button({ class: "link small" }, () => choices.limit(kind, new Set()), t("ui.one_map.classes.all"));
    into.replaceChildren(...rows, all);
    choices.follow((now) => {
      const limit = now.classes.get(kind);
      for (const input of inputs) input.checked = limit === undefined || limit.has(input.value);
      all.hidden = limit === undefined;
    });
  }
}
