// The strip below the map: which days, which hours of the week, and frame by frame.

import type { Translate } from "../../../shared/catalogue";
import { button, element } from "../../../shared/dom";
import type { Choices } from "../state";
import { nameOfHours, NAMED_HOURS, writeHours } from "./hours";
import { type Period, readPeriod, SPANS, writePeriod } from "./period";
import type { WeekTable } from "./week";

const OWN = "own";

export class TimeStrip {
  readonly root: HTMLElement;
  readonly body: HTMLElement;
  readonly #toggle: HTMLButtonElement;

  constructor(
    readonly t: Translate,
    readonly choices: Choices,
    week: WeekTable,
    frames: HTMLElement,
    readonly opened: () => void,
  ) {
    this.body = element("div", { class: "strip-body" }, week.root, frames);
    this.body.hidden = true;
    this.#toggle = button(
      { class: "icon strip-toggle", attributes: { "aria-expanded": "false", "aria-label": t("ui.one_map.week.open") } },
      () => this.open(this.body.hidden === true),
    );
    this.root = element(
      "section",
      { class: "strip", attributes: { "aria-label": t("ui.one_map.time") } },
      element("div", { class: "strip-line" }, this.#period(), this.#hours(), this.#clear(), this.#toggle),
      this.body,
    );
  }

  open(shown: boolean): void {
    this.body.hidden = !shown;
    this.#toggle.setAttribute("aria-expanded", String(shown));
    if (shown) this.opened();
  }

  #period(): HTMLElement {
    const { t, choices } = this;
    const select = element("select");
    const option = (value: string, label: string): void => {
      select.append(element("option", { attributes: { value } }, label));
    };
    option("", t("ui.one_map.period.all"));
    for (const days of SPANS) option(String(days), t(`ui.one_map.period.${days}`));
    option(OWN, t("ui.one_map.period.own"));
    const since = element("input", { attributes: { type: "date", "aria-label": t("ui.one_map.period.since") } });
    const until = element("input", { attributes: { type: "date", "aria-label": t("ui.one_map.period.until") } });
    const own = element("span", { class: "own-period" }, since, "–", until);
    const takeDays = (): void => {
      const written = `${since.value}..${until.value}`;
      if (since.value !== "" && until.value !== "" && until.value < since.value) {
        until.setCustomValidity(t("ui.one_map.period.wrong"));
        until.reportValidity();
        return;
      }
      until.setCustomValidity("");
      choices.change({ period: readPeriod(written) });
    };
    since.addEventListener("change", takeDays);
    until.addEventListener("change", takeDays);
    select.addEventListener("change", () => {
      own.hidden = select.value !== OWN;
      if (select.value !== OWN) choices.change({ period: readPeriod(select.value) });
    });
    choices.follow((now) => {
      const chosen = optionOf(now.period);
      if (chosen !== "" || select.value !== OWN) select.value = chosen;
      own.hidden = select.value !== OWN;
      if (now.period !== null && !("days" in now.period)) {
        since.value = now.period.since ?? "";
        until.value = now.period.until ?? "";
      }
    });
    return element("div", { class: "strip-part" }, labelFor(t("ui.one_map.period"), select), select, own);
  }

  #hours(): HTMLElement {
    const { t, choices } = this;
    const select = element("select");
    select.append(element("option", { attributes: { value: "" } }, t("ui.one_map.hours.all")));
    for (const name of Object.keys(NAMED_HOURS)) {
      select.append(element("option", { attributes: { value: name } }, t(`ui.one_map.hours.${name}`)));
    }
    const own = element("option", { attributes: { value: OWN } }, t("ui.one_map.hours.own"));
    select.append(own);
    select.addEventListener("change", () => {
      if (select.value === OWN) this.open(true);
      else choices.change({ hours: NAMED_HOURS[select.value] ?? null });
    });
    choices.follow(({ hours }) => {
      select.value = hours === null ? "" : (nameOfHours(hours) ?? OWN);
      select.title = hours === null ? "" : writeHours(hours);
    });
    return element("div", { class: "strip-part" }, labelFor(t("ui.one_map.hours"), select), select);
  }

  #clear(): HTMLElement {
    const { t, choices } = this;
    const clear = button({ class: "link small" }, () => choices.change({ period: null, hours: null }), t("ui.one_map.time.clear"));
    choices.follow(({ period, hours }) => {
      clear.hidden = period === null && hours === null;
    });
    return clear;
  }
}

let serial = 0;

function labelFor(text: string, control: HTMLElement): HTMLElement {
  serial += 1;
  control.id = `strip-${serial}`;
  return element("label", { attributes: { for: control.id } }, text);
}

function optionOf(period: Period | null): string {
  if (period === null) return "";
  const written = writePeriod(period);
  return SPANS.some((days) => String(days) === written) ? written : OWN;
}
