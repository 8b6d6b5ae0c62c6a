// Putting the page of statistics together: what is asked for stands in the address.

import { api } from "../../api/client";
import { type Figure, type Statistics, statisticsApi } from "../../api/statistics";
import type { Translate } from "../../shared/catalogue";
import { element } from "../../shared/dom";
import { namePlace } from "../../shell/frame";
import { showRefusal } from "../../shell/toast";
import { card, cardFigures, type Scope, type Told } from "./cards";
import { coverageChart, fairnessChart, rankingChart, trendChart } from "./charts";
import { drill } from "./drilling";
import { periodChoices, WHOLE_TIME } from "./periods";
import { inWords, isFigure } from "./showing";
import { figuresTable, scoreTable, weakTable } from "./tables";

interface Asked {
  readonly level: string;
  readonly period: string;
  readonly key: string;
  /** The scope whose figures the cards tell; empty for the whole territory. */
  readonly code: string;
}

function asked(): Asked {
  const words = new URLSearchParams(location.hash.slice(1));
  return {
    level: words.get("level") ?? "community",
    period: words.get("period") ?? WHOLE_TIME,
    key: words.get("indicator") ?? "",
    code: words.get("scope") ?? "",
  };
}

/** Open the page of statistics in an element. */
export async function openPage(root: HTMLElement, t: Translate): Promise<void> {
  const overview = await api.overview();
  namePlace(overview.name);
  if (overview.cells === 0) {
    root.replaceChildren(nothingYet(t));
    return;
  }
  const page = new Page(root, t, overview.name);
  await page.show(asked());
  window.addEventListener("hashchange", () => {
    page.show(asked()).catch((error: unknown) => showRefusal(t, error));
  });
}

function nothingYet(t: Translate): HTMLElement {
  return element(
    "div",
    { class: "wait" },
    element("p", {}, t("ui.statistics.none")),
    element("p", {}, t("ui.statistics.none.next")),
    element("a", { class: "primary", attributes: { href: "/start" } }, t("ui.statistics.none.start")),
  );
}

class Page {
  #told: Statistics | null = null;
  #asked: Asked = asked();

  constructor(
    readonly root: HTMLElement,
    readonly t: Translate,
    readonly territory: string,
  ) {}

  async show(wanted: Asked): Promise<void> {
    const before = this.#asked;
    this.root.setAttribute("aria-busy", "true");
    try {
      this.#told = await statisticsApi.of(wanted.level, wanted.period);
      this.#asked = wanted;
      await this.#draw(this.#told);
    } catch (error) {
      this.#asked = before;
      throw error;
    } finally {
      this.root.removeAttribute("aria-busy");
    }
  }

  #go(change: Partial<Asked>): void {
    const now = { ...this.#asked, ...change };
    const words = new URLSearchParams({ level: now.level, period: now.period });
    if (now.key !== "") words.set("indicator", now.key);
    if (now.code !== "") words.set("scope", now.code);
    location.hash = words.toString();
  }

  async #draw(told: Statistics): Promise<void> {
    const { t } = this;
    const figures = told.indicators.filter(isFigure);
    const figure = this.#chosenFigure(figures);
    const place = told.scopes.findIndex(({ code }) => code === this.#asked.code && code !== "");
    const scope: Scope =
      place < 0
        ? { level: "territory", code: "", name: this.territory }
        : { level: told.level, code: told.scopes[place]?.code ?? "", name: this.#scopeName(told, place) };
    const cards = cardFigures(figures).map((one) =>
      card(t, one, this.#toldOf(one, place), () => this.#drill(told, one, place)),
    );
    const body = element(
      "div",
      { class: "sheet-body" },
      this.#controls(told, figures, figure),
      element("section", { class: "stat-cards", attributes: { "aria-label": scope.name } }, ...cards),
    );
    if (figure !== undefined) body.append(await this.#pictures(told, figure, scope, place));
    body.append(...this.#tables(told, figures));
    this.root.replaceChildren(element("div", { class: "sheet" }, body));
  }

  #chosenFigure(figures: readonly Figure[]): Figure | undefined {
    const wanted = figures.find((one) => one.key === this.#asked.key);
    // By default one that differs from place to place and has a course.
    return wanted ?? figures.find((one) => one.key === "K-55") ?? figures[0];
  }

  #scopeName(told: Statistics, place: number): string {
    const scope = told.scopes[place];
    if (scope === undefined) return this.territory;
    const own =
      scope.name !== "" ? scope.name : told.level === "cell" ? this.t("ui.page.cell_name", { number: scope.code.slice(-3) }) : scope.code;
    return scope.within === "" ? own : `${scope.within} ${own}`;
  }

  #toldOf(figure: Figure, place: number): Told {
    if (place < 0) return { value: figure.whole.value, met: figure.whole.met, rank: null, of: 0, change: null };
    const value = figure.values[place] ?? null;
    const { target, direction } = figure;
    const met =
      value === null || target === null || direction === "neutral"
        ? null
        : direction === "lower"
          ? value <= target + 1e-9
          : value >= target - 1e-9;
    return {
      value,
      met,
      rank: figure.ranks?.[place] ?? null,
      of: figure.ranks?.filter((rank) => rank > 0).length ?? 0,
      change: figure.changes?.[place] ?? null,
    };
  }

  #controls(told: Statistics, figures: readonly Figure[], figure: Figure | undefined): HTMLElement {
    const { t } = this;
    const levels = told.levels.map((level) => ({ value: level.key, label: `${inWords(level.name)} · ${level.count}` }));
    const scopes = [
      { value: "", label: this.territory },
      ...(told.level === "territory"
        ? []
        : told.scopes.map(({ code }, place) => ({ value: code, label: this.#scopeName(told, place) }))),
    ];
    const keys = figures.map((one) => ({ value: one.key, label: `${inWords(one.name)} · ${one.key}` }));
    return element(
      "div",
      { class: "stat-controls" },
      chooser(t("ui.statistics.level"), levels, told.level, (level) => this.#go({ level, code: "" })),
      chooser(t("ui.statistics.scope.of"), scopes, this.#asked.code, (code) => this.#go({ code })),
      chooser(t("ui.statistics.period"), periodChoices(t, told.days), this.#asked.period, (period) => this.#go({ period })),
      chooser(t("ui.statistics.indicator"), keys, figure?.key ?? "", (key) => this.#go({ key })),
    );
  }

  async #pictures(told: Statistics, figure: Figure, scope: Scope, place: number): Promise<HTMLElement> {
    const { t } = this;
    const named = { ...told, scopes: told.scopes.map(({ code }, at) => ({ code, name: this.#scopeName(told, at), within: "" })) };
    const panel = (...content: readonly Node[]): HTMLElement => element("section", { class: "panel" }, ...content);
    const right = element("div", { class: "stat-column" });
    if (figure.trend.length > 0) {
      const courses = [{ name: this.territory, values: figure.trend }];
      if (place >= 0) {
        const own = await statisticsApi.trend(told.level, this.#asked.period, figure.key, scope.code);
        courses.unshift({ name: scope.name, values: own.values });
      }
      right.append(panel(trendChart(t, figure, told.months, courses)));
    }
    const coverage = coverageChart(t, told, (one) => this.#drill(told, one, -1));
    if (coverage !== null) right.append(panel(coverage));
    const left = element(
      "div",
      { class: "stat-column" },
      panel(
        rankingChart(t, named, figure, (at) => this.#drill(told, figure, at)),
        ...(figure.target === null ? [] : [element("p", { class: "second small" }, t("ui.statistics.key"))]),
      ),
    );
    if (told.fairness.cell !== null || told.fairness.worker !== null) left.append(panel(fairnessChart(t, told.fairness)));
    return element("div", { class: "stat-pictures" }, left, right);
  }

  #tables(told: Statistics, figures: readonly Figure[]): HTMLElement[] {
    const { t } = this;
    const opened = (figure: Figure, place: number): void => this.#drill(told, figure, place);
    const nameOf = (place: number): string => this.#scopeName(told, place);
    const level = inWords(told.levels.find(({ key }) => key === told.level)?.name ?? { zh_CN: "", en: "" });
    return [
      element(
        "div",
        { class: "stat-pictures" },
        element("section", { class: "panel" }, element("h2", {}, t("ui.statistics.weak")), weakTable(t, told, figures, nameOf, opened)),
        element("section", { class: "panel" }, element("h2", {}, t("ui.statistics.score")), scoreTable(t, told, nameOf)),
      ),
      element(
        "section",
        { class: "panel" },
        element("h2", {}, t("ui.statistics.table", { level })),
        figuresTable(t, told, figures, nameOf, opened),
      ),
    ];
  }

  #drill(told: Statistics, figure: Figure, place: number): void {
    const { t } = this;
    const whole = place < 0;
    const scope: Scope = whole
      ? { level: "territory", code: "", name: this.territory }
      : { level: told.level, code: told.scopes[place]?.code ?? "", name: this.#scopeName(told, place) };
    const period = periodChoices(t, told.days).find((one) => one.value === this.#asked.period);
    void drill(t, {
      figure,
      scope,
      numerator: whole ? figure.whole.numerator : (figure.numerators[place] ?? null),
      denominator: whole ? figure.whole.denominator : (figure.denominators[place] ?? null),
      value: whole ? figure.whole.value : (figure.values[place] ?? null),
      period: this.#asked.period,
      periodName: period?.label ?? this.#asked.period,
      mayOpen: told.may_open,
    });
  }
}

function chooser(
  label: string,
  options: readonly { readonly value: string; readonly label: string }[],
  value: string,
  chosen: (value: string) => void,
): HTMLElement {
  const select = element("select", { class: "input" });
  for (const one of options) select.append(element("option", { attributes: { value: one.value } }, one.label));
  select.value = value;
  select.addEventListener("change", () => chosen(select.value));
  return element("label", { class: "stat-chooser" }, element("span", { class: "second small" }, label), select);
}
