// The second step: what the columns mean, and what the coordinates refer to.

import type { Guess, ImportKind, Look } from "../../../api/imports";
import type { UploadTold } from "../../../api/office";
import { element } from "../../../shared/dom";
import { formatNumber } from "../../../shared/numbers";
import { showRefusal } from "../../../shell/toast";
import type { Room } from "../page";
import type { Before } from "./as-before";
import { working } from "./parts";

export type Settings = Readonly<Record<string, unknown>>;

interface Options {
  readonly upload: UploadTold;
  readonly look: Look;
  readonly fields: ImportKind["fields"];
  readonly settings: Settings;
  /** The file whose columns were named alike, if it decided what these mean. */
  readonly before: Before | null;
  /** Looks into the file again, with other settings. */
  readonly again: (settings: Settings) => Promise<void>;
  /** Goes on to the trial. */
  readonly try: (settings: Settings) => Promise<void>;
}

const SHOWN_ROWS = 5;
const ENCODINGS = ["", "utf-8", "gb18030", "utf-16"] as const;
const WORTH_SAYING = 0.02;

export class MeaningStep {
  readonly root: HTMLElement;
  readonly #selects = new Map<string, HTMLSelectElement>();
  readonly #extra = new Map<string, HTMLInputElement | HTMLSelectElement>();

  constructor(
    readonly room: Room,
    readonly options: Options,
  ) {
    const { look } = options;
    this.root = element("div", { class: "form" }, ...(look.problem === null ? this.#understood() : this.#problem(look.problem)));
  }

  #guard(work: () => Promise<void>): () => Promise<void> {
    return () => work().catch((error: unknown) => showRefusal(this.room.t, error));
  }

  /** What must be said before the file can be read at all. */
  #problem(problem: { readonly title: string; readonly detail: string }): HTMLElement[] {
    const { t } = this.room;
    const again = this.#guard(() => this.options.again(this.#said()));
    return [
      element("div", { class: "alert", attributes: { role: "alert" } }, element("p", {}, problem.title), element("p", { class: "second" }, problem.detail)),
      this.#input("layer", t("ui.data.layer"), ""),
      this.#input("crs", t("ui.data.crs"), "EPSG:4547"),
      this.#encoding(),
      element("div", { class: "row" }, working(t("ui.data.again"), "primary", again)),
    ];
  }

  #understood(): HTMLElement[] {
    const { t } = this.room;
    const { look, fields, before } = this.options;
    this.room.map.showPoints(look.points);
    const next = this.#guard(() => this.options.try(this.#said()));
    // Fields that no column serves wait below: most files know nothing of them.
    const plain = (field: ImportKind["fields"][number]): boolean =>
      field.is_required || (look.meanings[field.name] ?? "") !== "";
    const form = look.geometry_type === null ? "" : ` · ${look.geometry_type}`;
    return [
      element("p", {}, element("strong", {}, this.options.upload.name), ` · ${t("ui.data.rows", { count: formatNumber(look.count) })}${form}`),
      ...(before === null ? [] : [element("p", { class: "second small", attributes: { role: "status" } }, t("ui.data.as_before", { name: before.name, day: before.day }))]),
      ...look.notes.map((note) => element("p", { class: "second small" }, note)),
      ...this.#places(),
      element("div", { class: "meanings" }, ...fields.filter(plain).map((field) => this.#meaning(field))),
      this.#firstRows(),
      this.#more(fields.filter((field) => !plain(field))),
      element("div", { class: "row" }, working(t("ui.data.try"), "primary", next)),
    ];
  }

  #meaning(field: ImportKind["fields"][number]): HTMLElement {
    const { t } = this.room;
    const id = `meaning-${field.name}`;
    const select = element("select", { class: "input", attributes: { id, name: field.name } });
    select.append(element("option", { attributes: { value: "" } }, t("ui.data.column.none")));
    for (const column of this.options.look.columns) {
      select.append(element("option", { attributes: { value: column } }, column.split("\n")[0] ?? column));
    }
    select.value = this.options.look.meanings[field.name] ?? "";
    this.#selects.set(field.name, select);
    const label = field.is_required ? `${field.label} *` : field.label;
    return element("div", { class: "field" }, element("label", { attributes: { for: id } }, label), select);
  }

  /** Which reading of the coordinates fits, with the share of rows that it puts into communities. */
  #places(): HTMLElement[] {
    const { t } = this.room;
    const { guesses } = this.options.look;
    const best = guesses[0];
    if (best === undefined) return [];
    const plain = guesses.find((guess) => guess.datum === "wgs84" && !guess.is_swapped) ?? best;
    const doubtful = best !== plain && best.inside_ratio > plain.inside_ratio + WORTH_SAYING;
    const select = element("select", { class: "input", attributes: { id: "import-datum", name: "datum" } });
    guesses.forEach((guess, place) => {
      select.append(element("option", { attributes: { value: String(place) } }, this.#nameOf(guess)));
    });
    const said = this.options.settings["datum"] ?? this.options.settings["crs"];
    const shown = said === undefined ? (doubtful ? best : plain) : best;
    select.value = String(guesses.indexOf(shown));
    select.addEventListener("change", () => {
      const chosen = guesses[Number(select.value)];
      if (chosen !== undefined) void this.#guard(() => this.options.again(this.#said(chosen)))();
    });
    this.#extra.set("datum", select);
    const warning = doubtful
      ? element("p", { class: "warning-text", attributes: { role: "status" } }, t("ui.data.datum.doubt", { name: this.#nameOf(best) }))
      : null;
    const parts = [element("div", { class: "field" }, element("label", { attributes: { for: "import-datum" } }, t("ui.data.datum")), select)];
    return warning === null ? parts : [...parts, warning];
  }

  #nameOf(guess: Guess): string {
    const { t } = this.room;
    const name = guess.crs ?? t(`ui.data.datum.${guess.datum ?? "wgs84"}`);
    const swapped = guess.is_swapped ? t("ui.data.swapped") : "";
    const share = t("ui.data.inside", { share: formatNumber(Math.round(guess.inside_ratio * 1000) / 10, 1) });
    return `${name}${swapped} · ${share}`;
  }

  #firstRows(): HTMLElement {
    const { t } = this.room;
    const { look } = this.options;
    const head = look.columns.map((name) => element("th", { attributes: { scope: "col" } }, name.split("\n")[0] ?? name));
    const rows = look.rows.slice(0, SHOWN_ROWS).map(({ row, cells }) =>
      element("tr", {}, element("th", { attributes: { scope: "row" } }, String(row)), ...cells.map((cell) => element("td", {}, cell))),
    );
    const table = element(
      "table",
      { class: "plain-table" },
      element("thead", {}, element("tr", {}, element("th", { attributes: { scope: "col" } }, t("ui.data.row")), ...head)),
      element("tbody", {}, ...rows),
    );
    return element("div", { class: "first-rows", attributes: { tabindex: "0", role: "region", "aria-label": t("ui.data.first_rows") } }, table);
  }

  #more(fields: ImportKind["fields"]): HTMLElement {
    const { t } = this.room;
    return element(
      "details",
      {},
      element("summary", {}, t("ui.data.more")),
      element("div", { class: "meanings" }, ...fields.map((field) => this.#meaning(field))),
      element(
        "div",
        { class: "form" },
        this.#input("layer", t("ui.data.layer"), ""),
        this.#encoding(),
        this.#input("class_code", t("ui.data.class_code"), ""),
        element("div", { class: "row" }, working(t("ui.data.again"), "plain", this.#guard(() => this.options.again(this.#said())))),
      ),
    );
  }

  #input(name: string, label: string, placeholder: string): HTMLElement {
    const input = element("input", { class: "input", attributes: { id: `import-${name}`, name, placeholder, autocomplete: "off" } });
    input.value = String(this.options.settings[name] ?? "");
    this.#extra.set(name, input);
    return element("div", { class: "field" }, element("label", { attributes: { for: input.id } }, label), input);
  }

  #encoding(): HTMLElement {
    const { t } = this.room;
    const select = element("select", { class: "input", attributes: { id: "import-encoding", name: "encoding" } });
    for (const one of ENCODINGS) {
      select.append(element("option", { attributes: { value: one } }, one === "" ? t("ui.data.encoding.found") : one.toUpperCase()));
    }
    select.value = String(this.options.settings["encoding"] ?? "");
    this.#extra.set("encoding", select);
    return element("div", { class: "field" }, element("label", { attributes: { for: select.id } }, t("ui.data.encoding")), select);
  }

  /** Return the settings as they stand in the fields; a reading of the coordinates may be given. */
  #said(reading?: Guess): Settings {
    const said: Record<string, unknown> = {};
    for (const name of ["layer", "crs", "encoding", "class_code"]) {
      const value = this.#extra.get(name)?.value.trim() ?? "";
      if (value !== "") said[name] = value;
    }
    const { guesses, meanings } = this.options.look;
    const chosen = reading ?? guesses[Number(this.#extra.get("datum")?.value ?? "0")];
    const columns: Record<string, string> = {};
    for (const [name, select] of this.#selects) columns[name] = select.value;
    if (chosen !== undefined) {
      if (chosen.datum !== null && chosen.datum !== "wgs84") said["datum"] = chosen.datum;
      if (chosen.crs !== null && this.options.look.crs === null) said["crs"] = chosen.crs;
      if (chosen.is_swapped) [columns["lon"], columns["lat"]] = [meanings["lat"] ?? "", meanings["lon"] ?? ""];
    }
    if (this.#selects.size > 0) said["columns"] = columns;
    return said;
  }
}
