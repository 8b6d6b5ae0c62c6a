// The step that divides every community into cells.

import { officeApi } from "../../api/office";
import { element, button } from "../../shared/dom";
import { makeForm } from "../../shell/form";
import { watchJob } from "../../shell/jobs";
import { showRefusal } from "../../shell/toast";
import type { StepView } from "./page";

const USUAL_LOAD = 400;
const USUAL_AREA_M2 = 10_000;

/** Return the form of a division. */
export function divideStep({ t, guide, done }: StepView): HTMLElement {
  const balanced = guide.blocks > 0;
  const methods = balanced ? ["balanced", "blocks", "lattice"] : ["lattice", "lattice-hexagon"];
  const form = makeForm(t, [
    {
      kind: "radio",
      name: "method",
      label: t("ui.start.method"),
      value: methods[0] ?? "lattice",
      options: methods.map((value) => ({ value, label: t(`ui.start.method.${value}`) })),
      hint: t(balanced ? "ui.start.method.hint" : "ui.start.method.no_blocks"),
    },
    {
      kind: "choice",
      name: "wish",
      label: t("ui.start.wish"),
      value: balanced ? "load" : "area",
      options: (balanced ? ["load", "cells", "area"] : ["area"]).map((value) => ({ value, label: t(`ui.start.wish.${value}`) })),
    },
    { kind: "number", name: "amount", label: t("ui.start.amount"), value: balanced ? USUAL_LOAD : USUAL_AREA_M2, least: 1, most: 100_000_000, step: 1 },
  ]);
  const work = element("div");
  const refusal = element("div", { attributes: { role: "alert" } });
  const start = button({ class: "primary" }, () => void divide(), t("ui.start.divide.do", { count: guide.communities.length }));
  const divide = async (): Promise<void> => {
    const values = form.read();
    if (values === null) return;
    refusal.replaceChildren();
    start.disabled = true;
    try {
      const names: Readonly<Record<string, string>> = { load: "target_load", cells: "cells", area: "target_area_m2" };
      const asked = await officeApi.divide({
        communities: guide.communities.map(({ code }) => code),
        method: values["method"],
        [names[String(values["wish"])] ?? "cells"]: values["amount"],
      });
      const job = await watchJob(t, t("ui.start.dividing"), asked, work);
      if (job.state === "done") await done();
    } catch (error) {
      work.replaceChildren();
      showRefusal(t, error, { within: refusal });
    } finally {
      start.disabled = false;
    }
  };
  return element("div", { class: "form" }, form.root, work, refusal, element("div", { class: "row" }, start));
}
