// The third step: the dry run, its faults, and the import.

import { type FaultTold, faultsOf } from "../../../api/imports";
import { type JobTold, officeApi, type UploadTold } from "../../../api/office";
import type { Translate } from "../../../shared/catalogue";
import { element } from "../../../shared/dom";
import { formatNumber } from "../../../shared/numbers";
import { watchJob } from "../../../shell/jobs";
import { showRefusal, showToast } from "../../../shell/toast";
import { arraySource, type Column, DataTable } from "../../../shell/table";
import { working } from "./parts";

export class TrialStep {
  readonly root: HTMLElement;
  readonly #work = element("div");
  readonly #outcome = element("div", { class: "form", attributes: { "aria-live": "polite" } });

  constructor(
    readonly t: Translate,
    readonly upload: UploadTold,
    readonly changed: () => Promise<void>,
  ) {
    this.root = element("div", { class: "form" }, this.#work, this.#outcome);
  }

  /** Carry the dry run out and show what it found. */
  async start(): Promise<void> {
    const { t } = this;
    try {
      const job = await watchJob(t, t("ui.data.checking"), await officeApi.check(this.upload.id), this.#work);
      if (job.state === "done") this.#outcome.replaceChildren(...this.#found(job));
    } catch (error) {
      this.#work.replaceChildren();
      showRefusal(t, error, { within: this.#outcome });
    }
  }

  #found(job: JobTold): HTMLElement[] {
    const { t } = this;
    const faults = faultsOf(job);
    const figure = (name: string): string => formatNumber(Number(job.result[name] ?? 0));
    const told = element(
      "p",
      {},
      t("ui.data.found", { rows: figure("rows"), good: figure("good"), replaced: figure("replaced"), outside: figure("outside") }),
    );
    const notes = job.result["notes"];
    const lines = (Array.isArray(notes) ? notes : []).map((note) => element("p", { class: "second small" }, String(note)));
    if (faults.length === 0) {
      return [told, ...lines, element("div", { class: "row" }, this.#bringIn(t("ui.data.import_all"), false))];
    }
    const refused = job.result["refused"];
    const bad = Array.isArray(refused) ? refused.length : 0;
    const row = element("div", { class: "row" }, this.#link("marked", t("ui.data.marked")), this.#link("refused", t("ui.data.refused")));
    if (Number(job.result["good"] ?? 0) > 0) {
      row.prepend(this.#bringIn(t("ui.data.import_good", { count: figure("good") }), true));
    }
    return [
      told,
      element(
        "div",
        { class: "alert", attributes: { role: "alert" } },
        element("p", {}, t("ui.data.faults", { count: String(job.result["fault_count"] ?? faults.length), rows: formatNumber(bad) })),
        element("p", { class: "second" }, t("ui.data.faults.mend")),
      ),
      row,
      this.#faults(faults),
      ...lines,
    ];
  }

  #link(what: string, words: string): HTMLElement {
    return element("a", { class: "plain", attributes: { href: `/api/v1/uploads/${this.upload.id}/${what}.xlsx`, download: "", "data-file": what } }, words);
  }

  #faults(faults: readonly FaultTold[]): HTMLElement {
    const { t } = this;
    const columns: Column<FaultTold>[] = [
      { key: "row", title: t("ui.data.row"), kind: "number", width: 72, value: (fault) => fault.row },
      { key: "column", title: t("ui.data.column"), width: 112, value: (fault) => fault.column?.split("\n")[0] ?? "" },
      { key: "title", title: t("ui.data.fault"), width: 360, value: (fault) => fault.title },
      { key: "detail", title: t("ui.data.mend"), width: 320, value: (fault) => fault.detail },
    ];
    const table = new DataTable<FaultTold>(t, {
      label: t("ui.data.fault_list"),
      columns,
      source: arraySource(faults, columns),
      key: (fault) => `${fault.row} ${fault.column} ${fault.code}`,
      searchable: false,
    });
    return element("div", { class: "fault-list" }, table.root);
  }

  #bringIn(words: string, onlyGood: boolean): HTMLButtonElement {
    const { t, upload } = this;
    return working(words, "primary", async () => {
      try {
        const asked = await officeApi.bringIn(upload.id, onlyGood);
        const job = await watchJob(t, t("ui.data.importing"), asked, this.#work);
        if (job.state === "done") this.#done(job);
      } catch (error) {
        this.#work.replaceChildren();
        showRefusal(t, error, { within: this.#outcome });
      }
      await this.changed();
    });
  }

  #done(job: JobTold): void {
    const { t } = this;
    const count = formatNumber(Number(job.result["count"] ?? 0));
    this.#outcome.replaceChildren(element("p", { class: "good-text" }, t("ui.data.imported", { count, name: this.upload.name })));
    showToast(t, { text: t("ui.data.imported", { count, name: this.upload.name }), kind: "good" });
  }
}
