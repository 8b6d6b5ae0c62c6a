// One file on its way in: chosen, looked into, its columns named, tried, brought in.

import { type JobTold, type KindTold, officeApi, type PreviewTold, type UploadTold } from "../../api/office";
import type { Translate } from "../../shared/catalogue";
import { button, element } from "../../shared/dom";
import { fileControl } from "../../shell/file-input";
import { watchJob } from "../../shell/jobs";
import { showRefusal, showToast } from "../../shell/toast";

const SHOWN_ROWS = 4;
const SHOWN_COLUMNS = 6;
const SHOWN_FAULTS = 8;

interface Options {
  readonly kind: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly done: () => Promise<void>;
}

let kinds: Promise<{ readonly kinds: readonly KindTold[] }> | null = null;
let serial = 0;

export class FileStep {
  readonly root: HTMLElement;
  readonly #look = element("div", { class: "form" });
  readonly #work = element("div");
  readonly #refusal = element("div", { attributes: { role: "alert" } });
  #settings: Record<string, unknown>;

  constructor(
    readonly t: Translate,
    readonly options: Options,
  ) {
    serial += 1;
    this.#settings = { ...options.settings };
    const input = element("input", {
      class: "input",
      attributes: { type: "file", id: `file-${serial}`, name: options.kind },
    });
    input.addEventListener("change", () => {
      const file = input.files?.[0];
      if (file !== undefined) void this.#take(file);
    });
    const label = element("label", { attributes: { for: input.id } }, t("ui.start.file"));
    this.root = element(
      "div",
      { class: "file-step", attributes: { "data-kind": options.kind } },
      element("div", { class: "field" }, label, fileControl(t, input), element("p", { class: "second small" }, t("ui.start.file.hint"))),
      this.#look,
      this.#work,
      this.#refusal,
    );
  }

  async #trying(work: () => Promise<void>): Promise<void> {
    this.#refusal.replaceChildren();
    this.root.setAttribute("aria-busy", "true");
    try {
      await work();
    } catch (error) {
      this.#work.replaceChildren();
      showRefusal(this.t, error, { within: this.#refusal });
    } finally {
      this.root.removeAttribute("aria-busy");
    }
  }

  #take(file: File): Promise<void> {
    return this.#trying(async () => {
      this.#look.replaceChildren(element("p", { class: "second", attributes: { role: "status" } }, this.t("ui.start.file.sending")));
      this.#work.replaceChildren();
      this.#settings = { ...this.options.settings };
      try {
        const upload = await officeApi.sendFile(this.options.kind, file);
        await this.#preview(upload);
      } catch (error) {
        this.#look.replaceChildren();
        throw error;
      }
    });
  }

  async #preview(upload: UploadTold): Promise<void> {
    if (Object.keys(this.#settings).length > 0) await officeApi.settle(upload.id, this.#settings);
    kinds ??= officeApi.kinds();
    const [found, known] = await Promise.all([officeApi.preview(upload.id), kinds]);
    const fields = known.kinds.find((one) => one.kind === this.options.kind)?.fields ?? [];
    if (found.problem !== null) this.#look.replaceChildren(...this.#askForLayer(upload, found.problem));
    else this.#look.replaceChildren(...this.#askForColumns(upload, found, fields));
  }

  /** A file of several layers cannot be read until one is named. */
  #askForLayer(upload: UploadTold, problem: { readonly title: string; readonly detail: string }): HTMLElement[] {
    const { t } = this;
    const input = element("input", { class: "input", attributes: { "aria-label": t("ui.start.layer"), name: "layer" } });
    const crs = element("input", { class: "input", attributes: { "aria-label": t("ui.start.crs"), name: "crs", placeholder: "EPSG:4326" } });
    const again = button({ class: "primary" }, () => void this.#trying(async () => {
      if (input.value.trim() !== "") this.#settings["layer"] = input.value.trim();
      if (crs.value.trim() !== "") this.#settings["crs"] = crs.value.trim();
      await this.#preview(upload);
    }), t("ui.start.file.again"));
    return [
      element("div", { class: "alert", attributes: { role: "alert" } }, element("p", {}, problem.title), element("p", { class: "second" }, problem.detail)),
      element("div", { class: "pair" }, element("label", { class: "field" }, t("ui.start.layer"), input), element("label", { class: "field" }, t("ui.start.crs"), crs)),
      element("div", { class: "row" }, again),
    ];
  }

  #askForColumns(upload: UploadTold, found: PreviewTold, fields: KindTold["fields"]): HTMLElement[] {
    const { t } = this;
    const selects = fields.map((field) => {
      const select = element("select", { class: "input", attributes: { name: field.name } });
      select.append(element("option", { attributes: { value: "" } }, t("ui.start.column.none")));
      for (const column of found.columns) select.append(element("option", { attributes: { value: column } }, column));
      select.value = found.meanings[field.name] ?? "";
      const title = field.is_required ? `${field.label} *` : field.label;
      return { field, select, row: element("label", { class: "field" }, element("span", {}, title), select) };
    });
    const start = button({ class: "primary" }, () => void this.#trying(async () => {
      const columns = Object.fromEntries(selects.filter(({ select }) => select.value !== "").map(({ field, select }) => [field.name, select.value]));
      await officeApi.settle(upload.id, { ...this.#settings, columns });
      await this.#check(upload);
    }), t("ui.start.import"));
    return [
      element("p", { class: "second" }, t("ui.start.file.rows", { count: found.count, crs: found.crs ?? "WGS 84" })),
      ...found.notes.map((note) => element("p", { class: "second small" }, note)),
      ...(selects.length > 0 ? [element("h4", {}, t("ui.start.columns")), element("div", { class: "columns" }, ...selects.map(({ row }) => row))] : []),
      this.#rows(found),
      element("div", { class: "row" }, start),
    ];
  }

  #rows(found: PreviewTold): HTMLElement {
    const { t } = this;
    const head = found.columns.slice(0, SHOWN_COLUMNS).map((name) => element("th", { attributes: { scope: "col" } }, name));
    const rows = found.rows.slice(0, SHOWN_ROWS).map(({ cells }) => element("tr", {}, ...cells.slice(0, SHOWN_COLUMNS).map((cell) => element("td", {}, cell))));
    return element(
      "div",
      { class: "scrolled", attributes: { tabindex: "0", role: "region", "aria-label": t("ui.start.first_rows") } },
      element("table", { class: "plain-table" }, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows)),
    );
  }

  async #check(upload: UploadTold): Promise<void> {
    const { t } = this;
    const checked = await watchJob(t, t("ui.start.checking"), await officeApi.check(upload.id), this.#work);
    if (checked.state === "cancelled") return;
    const { good, faults } = resultOf(checked);
    if (faults.length === 0) await this.#bringIn(upload, false);
    else this.#work.replaceChildren(...this.#faults(upload, good, faults));
  }

  #faults(upload: UploadTold, good: number, faults: readonly Fault[]): HTMLElement[] {
    const { t } = this;
    const lines = faults.slice(0, SHOWN_FAULTS).map((fault) => element("li", {}, [fault.where, fault.title].filter(Boolean).join("：")));
    const parts = [
      element(
        "div",
        { class: "alert", attributes: { role: "alert" } },
        element("p", {}, t("ui.start.faults", { count: faults.length })),
        element("ul", {}, ...lines),
        element("p", { class: "second" }, faults[0]?.detail ?? ""),
      ),
    ];
    const row = element("div", { class: "row" }, element("a", { class: "plain", attributes: { href: `/api/v1/uploads/${upload.id}/marked.xlsx`, download: "" } }, t("ui.start.faults.marked")));
    if (good > 0) row.prepend(button({ class: "primary" }, () => void this.#trying(() => this.#bringIn(upload, true)), t("ui.start.only_good", { count: good })));
    return [...parts, row];
  }

  async #bringIn(upload: UploadTold, onlyGood: boolean): Promise<void> {
    const { t } = this;
    const asked = await officeApi.bringIn(upload.id, onlyGood);
    const job = await watchJob(t, t("ui.start.importing"), asked, this.#work);
    if (job.state !== "done") return;
    showToast(t, { text: t("ui.start.imported", { count: Number(job.result["count"] ?? 0), name: upload.name }), kind: "good" });
    await this.options.done();
  }
}

interface Fault {
  readonly title: string;
  readonly detail: string;
  readonly where: string;
}

function resultOf(job: JobTold): { good: number; faults: Fault[] } {
  const told = job.result["faults"];
  const text = (value: unknown, name: string): string => {
    const found: unknown = Reflect.get(Object(value), name);
    return typeof found === "string" ? found : "";
  };
  const faults = (Array.isArray(told) ? told : []).map((one: unknown) => ({
    title: text(one, "title"),
    detail: text(one, "detail"),
    where: text(one, "where"),
  }));
  return { good: Number(job.result["good"] ?? 0), faults };
}
