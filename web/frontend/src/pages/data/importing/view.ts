// Import as three steps on one page: the file, what its columns mean, the trial and the import.

import { type HeldUpload, type ImportKind, importsApi, type Look } from "../../../api/imports";
import { officeApi, type UploadTold } from "../../../api/office";
import { element } from "../../../shared/dom";
import { fileControl } from "../../../shell/file-input";
import { showRefusal } from "../../../shell/toast";
import type { Room } from "../page";
import { asBefore, type Before } from "./as-before";
import { historyPanel } from "./history";
import { MeaningStep, type Settings } from "./meaning";
import { heading } from "./parts";
import { TrialStep } from "./trial";

export class ImportView {
  readonly root: HTMLElement;
  readonly #second = element("section", { class: "panel import-step" });
  readonly #third = element("section", { class: "panel import-step" });
  readonly #history = element("section", { class: "panel import-history" });
  #kinds: readonly ImportKind[] = [];
  #kind: string;

  constructor(
    readonly room: Room,
    wanted: string,
  ) {
    this.#kind = wanted;
    const first = element("section", { class: "panel import-step" });
    this.root = element(
      "div",
      { class: "imports" },
      element(
        "div",
        { class: "import-steps" },
        element("div", { class: "import-left" }, first, room.map.root),
        this.#second,
        this.#third,
      ),
      this.#history,
    );
    void this.#open(first);
  }

  async #open(first: HTMLElement): Promise<void> {
    const { t } = this.room;
    try {
      this.#kinds = (await importsApi.kinds()).kinds;
    } catch (error) {
      showRefusal(t, error);
      return;
    }
    first.replaceChildren(...this.#fileStep());
    this.#wait();
    await this.#drawHistory();
  }

  #fileStep(): HTMLElement[] {
    const { t } = this.room;
    const select = element("select", { class: "input", attributes: { id: "import-kind", name: "kind" } });
    for (const { kind } of this.#kinds) {
      select.append(element("option", { attributes: { value: kind } }, t(`ui.upload.kind.${kind}`)));
    }
    select.value = this.#kind;
    const template = element("a", { class: "plain", attributes: { download: "" } }, t("ui.data.template"));
    const follow = (): void => {
      this.#kind = select.value;
      template.href = `/api/v1/uploads/templates/${this.#kind}.xlsx`;
    };
    follow();
    select.addEventListener("change", () => {
      follow();
      this.#wait();
    });
    const input = element("input", { class: "input", attributes: { type: "file", id: "import-file", name: "file" } });
    // First, as the input forgets its file below, so that the same file can be chosen again.
    const control = fileControl(t, input);
    input.addEventListener("change", () => {
      const file = input.files?.[0];
      if (file !== undefined) void this.#take(file);
      input.value = "";
    });
    const zone = element(
      "div",
      { class: "drop-zone" },
      element("label", { attributes: { for: "import-file" } }, t("ui.data.file")),
      control,
      element("p", { class: "second small" }, t("ui.data.file.hint")),
    );
    this.#takeDrops(zone);
    return [
      heading("1", t("ui.data.step.file")),
      element("div", { class: "field" }, element("label", { attributes: { for: "import-kind" } }, t("ui.data.kind")), select),
      zone,
      element("div", { class: "row" }, template),
    ];
  }

  #takeDrops(zone: HTMLElement): void {
    zone.addEventListener("dragover", (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
    zone.addEventListener("dragleave", () => zone.classList.remove("over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("over");
      const file = event.dataTransfer?.files[0];
      if (file !== undefined) void this.#take(file);
    });
  }

  /** Say what comes next where nothing can be done yet. */
  #wait(): void {
    const { t } = this.room;
    this.#second.replaceChildren(heading("2", t("ui.data.step.meaning")), element("p", { class: "second import-wait" }, t("ui.data.step.meaning.wait")));
    this.#thirdWaits();
  }

  #thirdWaits(): void {
    const { t } = this.room;
    this.#third.replaceChildren(heading("3", t("ui.data.step.trial")), element("p", { class: "second" }, t("ui.data.step.trial.wait")));
  }

  async #take(file: File): Promise<void> {
    const { t } = this.room;
    this.#wait();
    this.#second.setAttribute("aria-busy", "true");
    this.#second.replaceChildren(heading("2", t("ui.data.step.meaning")), element("p", { attributes: { role: "status" } }, t("ui.data.file.sending", { name: file.name })));
    try {
      const upload = await officeApi.sendFile(this.#kind, file);
      const { uploads } = await importsApi.list();
      const look = await importsApi.look(upload.id);
      const before = asBefore(uploads, upload.kind, look);
      if (before === null) this.#mean(upload, {}, look, null);
      else await this.#look(upload, { columns: before.columns }, before);
    } catch (error) {
      this.#wait();
      showRefusal(t, error);
    } finally {
      this.#second.removeAttribute("aria-busy");
    }
    await this.#drawHistory();
  }

  /** Look into a file again, as the settings say. */
  async #look(upload: UploadTold, settings: Settings, before: Before | null): Promise<void> {
    await officeApi.settle(upload.id, settings);
    this.#mean(upload, settings, await importsApi.look(upload.id), before);
  }

  /** Ask what is not clear yet of a file. */
  #mean(upload: UploadTold, settings: Settings, look: Look, before: Before | null): void {
    const fields = this.#kinds.find(({ kind }) => kind === upload.kind)?.fields ?? [];
    const step = new MeaningStep(this.room, {
      upload,
      look,
      fields,
      settings,
      before,
      again: (changed) => this.#look(upload, changed, null),
      try: (changed) => this.#try(upload, changed),
    });
    this.#second.replaceChildren(heading("2", this.room.t("ui.data.step.meaning")), step.root);
    this.#thirdWaits();
  }

  async #try(upload: UploadTold, settings: Settings): Promise<void> {
    await officeApi.settle(upload.id, settings);
    const step = new TrialStep(this.room.t, upload, () => this.#drawHistory());
    this.#third.replaceChildren(heading("3", this.room.t("ui.data.step.trial")), step.root);
    await step.start();
    await this.#drawHistory();
  }

  async #drawHistory(): Promise<void> {
    const { t } = this.room;
    const { uploads } = await importsApi.list();
    const undo = async (upload: HeldUpload): Promise<void> => {
      try {
        await importsApi.undo(upload.id);
        await this.#drawHistory();
      } catch (error) {
        showRefusal(t, error);
      }
    };
    this.#history.replaceChildren(historyPanel(t, uploads, undo));
  }
}
