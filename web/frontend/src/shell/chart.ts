// Charts: the colours of the tokens, the size of their place, a table beside, files to take away.

import { BarChart, LineChart, ScatterChart } from "echarts/charts";
import {
  GridComponent,
  LegendComponent,
  TooltipComponent,
} from "echarts/components";
import { type ECharts, type EChartsCoreOption, init, use } from "echarts/core";
import { CanvasRenderer, SVGRenderer } from "echarts/renderers";
import type { Translate } from "../shared/catalogue";
import { button, element } from "../shared/dom";
import { saveFile } from "./table/saving";
import { followTheme, token } from "./theme";

use([
  BarChart,
  CanvasRenderer,
  GridComponent,
  LegendComponent,
  LineChart,
  SVGRenderer,
  ScatterChart,
  TooltipComponent,
]);

export interface ChartTable {
  readonly head: readonly string[];
  /** Numbers already written as people read them. */
  readonly rows: readonly (readonly string[])[];
}

export interface ChartOptions {
  readonly title: string;
  /** What a reader who cannot see the chart should know first. */
  readonly summary: string;
  /** Made anew for each theme; colours come from `ink`. */
  readonly option: (ink: Ink, width: number) => EChartsCoreOption;
  readonly table: ChartTable;
  readonly file: string;
  readonly height?: number;
  readonly pressed?: (place: number, series: number) => void;
}

/** The colours of a chart's frame. */
export interface Ink {
  readonly text: string;
  readonly second: string;
  readonly line: string;
  readonly panel: string;
  readonly accent: string;
  readonly danger: string;
  readonly warning: string;
  readonly good: string;
  readonly font: string;
}

function readInk(): Ink {
  return {
    text: token("text"),
    second: token("text-second"),
    line: token("line"),
    panel: token("panel"),
    accent: token("accent"),
    danger: token("danger"),
    warning: token("warning"),
    good: token("good"),
    font: token("font"),
  };
}

// What all charts share. Tooltips are drawn, for text from data is never markup.
function framed(option: EChartsCoreOption, ink: Ink): EChartsCoreOption {
  const tooltip = {
    renderMode: "richText",
    confine: true,
    backgroundColor: ink.panel,
    borderColor: ink.line,
    textStyle: { color: ink.text, fontFamily: ink.font, fontSize: 13 },
    ...((option["tooltip"] as object | undefined) ?? {}),
  };
  return {
    animation: false,
    textStyle: { color: ink.text, fontFamily: ink.font, fontSize: 12 },
    ...option,
    tooltip,
  };
}

/** Return the common look of an axis. */
export function axisLook(ink: Ink): Record<string, unknown> {
  return {
    axisLine: { lineStyle: { color: ink.line } },
    axisTick: { show: false },
    axisLabel: { color: ink.second, fontSize: 12, hideOverlap: true },
    splitLine: { lineStyle: { color: ink.line } },
    nameTextStyle: { color: ink.second },
  };
}

export class Chart {
  readonly root: HTMLElement;
  readonly #stage: HTMLElement;
  readonly #table: HTMLElement;
  #drawn: ECharts | null = null;

  constructor(
    readonly t: Translate,
    readonly options: ChartOptions,
  ) {
    this.#stage = element("div", {
      class: "chart-stage",
      attributes: { role: "img", "aria-label": `${options.title}. ${options.summary}` },
    });
    if (options.height !== undefined) this.#stage.style.height = `${options.height}px`;
    this.#table = element(
      "div",
      { class: "chart-table", attributes: { tabindex: "0", role: "region", "aria-label": options.title } },
      plainTable(options.title, options.table),
    );
    this.#table.hidden = true;
    this.root = element("div", { class: "chart" }, this.#tools(), this.#stage, this.#table);
    new ResizeObserver(() => this.#fit()).observe(this.#stage);
    followTheme(() => this.#draw());
  }

  #tools(): HTMLElement {
    const { t, options } = this;
    const swap = button({ class: "plain small-button", attributes: { "aria-pressed": "false" } }, () => {
      const asTable = this.#table.hidden;
      this.#table.hidden = !asTable;
      this.#stage.hidden = asTable;
      swap.textContent = t(asTable ? "ui.shell.chart.picture" : "ui.shell.chart.table");
      swap.setAttribute("aria-pressed", String(asTable));
    }, t("ui.shell.chart.table"));
    const save = (kind: "png" | "svg"): HTMLElement =>
      button(
        {
          class: "plain small-button",
          attributes: { "aria-label": `${t("ui.shell.chart.export", { title: options.title })} ${kind.toUpperCase()}` },
        },
        () => (kind === "png" ? this.#savePng() : this.#saveSvg()),
        t(`ui.shell.chart.${kind}`),
      );
    return element(
      "div",
      { class: "spread" },
      element("h2", {}, options.title),
      element("div", { class: "row" }, swap, save("png"), save("svg")),
    );
  }

  #fit(): void {
    if (this.#stage.clientWidth === 0 || !this.#stage.isConnected) return;
    if (this.#drawn === null) this.#draw();
    else {
      this.#drawn.resize();
      this.#draw();
    }
  }

  #draw(): void {
    if (this.#stage.clientWidth === 0) return;
    const ink = readInk();
    if (this.#drawn === null) {
      this.#drawn = init(this.#stage, null, { renderer: "canvas" });
      this.#drawn.on("click", (event) => {
        if (typeof event.dataIndex === "number") this.options.pressed?.(event.dataIndex, event.seriesIndex ?? 0);
      });
    }
    this.#drawn.setOption(framed(this.options.option(ink, this.#stage.clientWidth), ink), true);
  }

  #savePng(): void {
    const address = this.#drawn?.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: token("panel") });
    if (address === undefined) return;
    const bytes = Uint8Array.from(atob(address.slice(address.indexOf(",") + 1)), (letter) => letter.charCodeAt(0));
    saveFile(`${this.options.file}.png`, bytes, "image/png");
  }

  #saveSvg(): void {
    const ink = readInk();
    const { clientWidth: width, clientHeight: height } = this.#stage;
    const drawing = init(null, null, { renderer: "svg", ssr: true, width, height });
    drawing.setOption(framed({ backgroundColor: ink.panel, ...this.options.option(ink, width) }, ink));
    saveFile(`${this.options.file}.svg`, drawing.renderToSVGString(), "image/svg+xml");
    drawing.dispose();
  }
}

/** Return a table of a few rows, the first column naming each. */
export function plainTable(title: string, table: ChartTable): HTMLTableElement {
  const head = table.head.map((name, place) =>
    element("th", { class: place === 0 ? "" : "figure", attributes: { scope: "col" } }, name),
  );
  const rows = table.rows.map((row) =>
    element(
      "tr",
      {},
      ...row.map((text, place) =>
        place === 0
          ? element("th", { attributes: { scope: "row" } }, text)
          : element("td", { class: "figure" }, text),
      ),
    ),
  );
  return element(
    "table",
    { class: "plain-table" },
    element("caption", { class: "unseen" }, title),
    element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, ...rows),
  );
}
