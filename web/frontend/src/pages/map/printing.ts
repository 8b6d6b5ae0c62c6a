// Printing: the map on a sheet of A4 or A3 with heading, legend, scale, north and date.

import type { Translate } from "../../shared/catalogue";
import { element } from "../../shared/dom";
import { formatNumber } from "../../shared/numbers";
import { openDialog } from "../../shell/dialog";
import { makeForm } from "../../shell/form";
import { chosenTheme, showTheme, type Theme } from "../../shell/theme";
import { dayText } from "./time/period";
import type { MapView } from "./view";

const PAPERS = ["a4", "a3"] as const;
/** What the browser counts as an inch, by the definition of CSS, in metres of paper. */
const PIXEL_M = 0.0254 / 96;

export class Printing {
  readonly head = element("div", { class: "print-head" });
  readonly north: HTMLElement;
  readonly foot = element("div", { class: "print-foot" });
  #metresPerPixel = 1;
  #theme: Theme = "system";

  constructor(
    readonly t: Translate,
    readonly map: MapView,
    readonly heading: string,
  ) {
    this.north = element("div", { class: "print-north", attributes: { "aria-hidden": "true" } }, t("ui.one_map.print.north"));
    map.onMoved((metres) => {
      this.#metresPerPixel = metres;
    });
    window.addEventListener("afterprint", () => this.#fold());
  }

  /** Ask for paper and heading, then print. */
  async ask(): Promise<void> {
    const { t } = this;
    const form = makeForm(t, [
      {
        kind: "radio",
        name: "paper",
        label: t("ui.one_map.print.paper"),
        value: "a4",
        options: PAPERS.map((value) => ({ value, label: t(`ui.one_map.print.${value}`) })),
      },
      { kind: "text", name: "heading", label: t("ui.one_map.print.heading"), value: this.heading, longest: 80 },
    ]);
    const wanted = await openDialog(t, {
      title: t("ui.one_map.print.title"),
      body: [form.root],
      actions: [{ label: t("ui.one_map.print.go"), kind: "primary", pressed: () => form.read() ?? undefined }],
    });
    if (wanted === null) return;
    const paper = PAPERS.find((one) => one === wanted["paper"]) ?? "a4";
    await this.unfold(paper, String(wanted["heading"] ?? ""));
    window.print();
  }

  /** Lay the page out as the sheet that will be printed. */
  async unfold(paper: (typeof PAPERS)[number], heading: string): Promise<void> {
    const { dataset } = document.documentElement;
    // Paper is light, whatever the screen is.
    this.#theme = chosenTheme();
    dataset["print"] = paper;
    showTheme("light");
    this.map.redraw();
    await this.map.settled();
    const scale = Number((this.#metresPerPixel / PIXEL_M).toPrecision(2));
    const { t } = this;
    this.head.replaceChildren(element("strong", {}, heading));
    this.foot.replaceChildren(
      element("span", {}, t("ui.one_map.print.scale", { scale: formatNumber(scale) })),
      element("span", {}, t("ui.one_map.print.date", { date: dayText(new Date()) })),
    );
  }

  #fold(): void {
    const { dataset } = document.documentElement;
    if (dataset["print"] === undefined) return;
    delete dataset["print"];
    showTheme(this.#theme);
    this.map.redraw();
  }
}
