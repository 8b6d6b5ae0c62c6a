// The first step: the name of the territory, its levels, and so how a cell's code is built.

import { type LevelFields, officeApi } from "../../api/office";
import type { Translate } from "../../shared/catalogue";
import { button, element } from "../../shared/dom";
import { makeForm } from "../../shell/form";
import { showRefusal } from "../../shell/toast";
import type { StepView } from "./page";

const MOST_LEVELS = 5;
const LEAST_LEVELS = 2;

const USUAL: readonly LevelFields[] = [
  { key: "district", name_zh: "区县", name_en: "district", digits: 6 },
  { key: "subdistrict", name_zh: "街道", name_en: "subdistrict", digits: 3 },
  { key: "community", name_zh: "社区", name_en: "community", digits: 3 },
];

/** Return the form of the territory. */
export function territoryStep({ t, guide, done }: StepView): HTMLElement {
  return territoryForm(t, guide.territory, guide.may_administer && guide.communities.length === 0, done);
}

/** Return a form with the name, the levels and the code template. */
export function territoryForm(
  t: Translate,
  territory: { readonly name: string; readonly levels: readonly LevelFields[]; readonly number_digits: number } | null,
  mayChangeLevels: boolean,
  saved: () => Promise<void>,
  saveCode = "ui.start.save",
): HTMLElement {
  const form = makeForm(t, [
    { kind: "text", name: "name", label: t("ui.start.name"), value: territory?.name ?? "", required: true, longest: 120 },
    { kind: "number", name: "digits", label: t("ui.start.number_digits"), hint: t("ui.start.number_digits.hint"), value: territory?.number_digits ?? 3, least: 2, most: 6 },
  ]);
  const levels = new LevelTable(t, territory?.levels ?? USUAL, mayChangeLevels);
  const example = element("p", { class: "second", attributes: { role: "status" } });
  const digits = form.input("digits");
  const tell = (): void => {
    const number = digits instanceof HTMLInputElement ? Number(digits.value) : 3;
    const own = levels.read();
    example.textContent = t("ui.start.code", {
      parts: [...own.map((level) => level.digits), number].join(" + "),
      total: own.reduce((sum, level) => sum + level.digits, number),
    });
  };
  levels.root.addEventListener("input", tell);
  digits?.addEventListener("input", tell);
  tell();
  const refusal = element("div", { attributes: { role: "alert" } });
  const save = button({ class: "primary" }, () => void keep(), t(saveCode));
  const keep = async (): Promise<void> => {
    const values = form.read();
    if (values === null) return;
    try {
      await officeApi.putTerritory({
        name: String(values["name"]),
        levels: levels.read(),
        number_digits: Number(values["digits"]),
      });
      await saved();
    } catch (error) {
      showRefusal(t, error, { within: refusal });
    }
  };
  return element("div", { class: "form" }, form.root, levels.root, example, refusal, element("div", { class: "row" }, save));
}

class LevelTable {
  readonly root: HTMLElement;
  readonly #body = element("tbody");

  constructor(
    readonly t: Translate,
    levels: readonly LevelFields[],
    readonly mayChange: boolean,
  ) {
    const head = ["level", "name_zh", "name_en", "digits", ""].map((name) =>
      element("th", { attributes: { scope: "col" } }, name === "" ? element("span", { class: "unseen" }, t("ui.start.level.remove")) : t(`ui.start.level.${name}`)),
    );
    this.root = element(
      "div",
      { class: "levels" },
      element("p", { class: "strong" }, t("ui.start.levels")),
      element(
        "div",
        { class: "scrolled", attributes: { tabindex: "0", role: "region", "aria-label": t("ui.start.levels") } },
        element("table", { class: "plain-table" }, element("thead", {}, element("tr", {}, ...head)), this.#body),
      ),
    );
    for (const level of levels) this.#body.append(this.#row(level));
    if (mayChange) {
      const add = button({ class: "plain small-button" }, () => this.#add(), t("ui.start.level.add"));
      this.root.append(element("div", { class: "row" }, add));
    } else {
      this.root.append(element("p", { class: "second small" }, t("ui.start.levels.fixed")));
    }
  }

  read(): LevelFields[] {
    return [...this.#body.rows].map((row) => {
      const [key, zh, en, digits] = [...row.querySelectorAll("input")].map((input) => input.value.trim());
      return { key: key ?? "", name_zh: zh ?? "", name_en: en ?? "", digits: Number(digits) };
    });
  }

  #row(level: LevelFields): HTMLTableRowElement {
    const { t } = this;
    // The lowest level is the community: everything else is built on it.
    const lowest = level.key === "community";
    const field = (name: string, value: string, type = "text"): HTMLElement => {
      const input = element("input", { class: "input", attributes: { type, "aria-label": `${t(`ui.start.level.${name}`)} ${level.name_zh}` } });
      input.value = value;
      if (type === "number") {
        input.min = "0";
        input.max = "20";
      }
      input.readOnly = !this.mayChange || (lowest && name === "level");
      return element("td", {}, input);
    };
    const remove = button(
      { class: "icon", attributes: { "aria-label": `${t("ui.start.level.remove")} ${level.name_zh}` } },
      () => {
        if (this.#body.rows.length <= LEAST_LEVELS) return;
        row.remove();
        this.root.dispatchEvent(new Event("input"));
      },
      "✕",
    );
    remove.hidden = lowest || !this.mayChange;
    const row = element(
      "tr",
      {},
      field("level", level.key),
      field("name_zh", level.name_zh),
      field("name_en", level.name_en),
      field("digits", String(level.digits), "number"),
      element("td", {}, remove),
    );
    return row;
  }

  #add(): void {
    if (this.#body.rows.length >= MOST_LEVELS) return;
    const number = this.#body.rows.length;
    const level = { key: `level${number}`, name_zh: `层级 ${number}`, name_en: `level ${number}`, digits: 3 };
    const row = this.#row(level);
    this.#body.insertBefore(row, this.#body.lastElementChild);
    row.querySelector("input")?.focus();
    this.root.dispatchEvent(new Event("input"));
  }
}
