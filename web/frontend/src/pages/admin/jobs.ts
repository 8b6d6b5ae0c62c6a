// Long work of everybody, and the backup.

import { type JobTold, officeApi } from "../../api/office";
import type { Translate } from "../../shared/catalogue";
import { button, element } from "../../shared/dom";
import { formatNumber } from "../../shared/numbers";
import { watchJob } from "../../shell/jobs";
import { arraySource, type Column, DataTable } from "../../shell/table";
import { showRefusal, showToast } from "../../shell/toast";
import { showMoment } from "./telling";

/** Open the jobs in a panel. */
export async function openJobs(t: Translate, panel: HTMLElement): Promise<void> {
  const { jobs } = await officeApi.jobs();
  const again = (): Promise<void> => openJobs(t, panel);
  const work = element("div");
  const backUp = async (): Promise<void> => {
    start.disabled = true;
    try {
      const job = await watchJob(t, t("ui.admin.backup"), await officeApi.backUp(), work);
      await again();
      if (job.state === "done") showToast(t, { text: t("ui.admin.backup.done"), kind: "good" });
    } catch (error) {
      work.replaceChildren();
      showRefusal(t, error);
    } finally {
      start.disabled = false;
    }
  };
  const start = button({ class: "primary" }, () => void backUp(), t("ui.admin.backup.do"));
  const columns: Column<JobTold>[] = [
    { key: "kind", title: t("ui.admin.job.kind"), width: 144, value: (one) => t(`ui.admin.job.${one.kind}`) },
    { key: "state", title: t("ui.admin.account.state"), width: 120, value: (one) => t(`ui.shell.progress.${one.state}`) },
    { key: "progress", title: t("ui.admin.job.progress"), kind: "number", width: 96, value: (one) => one.progress_ratio, format: (value) => `${formatNumber(Number(value) * 100)} %` },
    { key: "by", title: t("ui.admin.job.by"), width: 120, value: (one) => one.by },
    { key: "made_at", title: t("ui.admin.job.made_at"), width: 160, value: (one) => one.made_at, render: (one) => document.createTextNode(showMoment(one.made_at)) },
    { key: "ended_at", title: t("ui.admin.job.ended_at"), width: 160, value: (one) => one.ended_at, render: (one) => document.createTextNode(showMoment(one.ended_at)) },
    { key: "problem", title: t("ui.admin.job.problem"), width: 240, value: (one) => one.problem?.title ?? "" },
    { key: "more", title: t("ui.admin.actions"), width: 112, value: () => null, render: (one) => action(t, one, again) },
  ];
  const table = new DataTable<JobTold>(t, {
    label: t("ui.admin.jobs"),
    columns,
    source: arraySource(jobs, columns),
    key: (one) => one.id,
    empty: element("p", {}, t("ui.admin.job.none")),
  });
  panel.replaceChildren(
    element("div", { class: "panel" }, element("h2", {}, t("ui.admin.backup")), element("p", { class: "second" }, t("ui.admin.backup.note")), element("div", { class: "row" }, start), work),
    table.root,
  );
}

function action(t: Translate, one: JobTold, again: () => Promise<void>): Node {
  if (one.state === "waiting" || one.state === "running") {
    const stop = (): void => {
      officeApi
        .cancelJob(one.id)
        .then(again)
        .catch((error: unknown) => showRefusal(t, error));
    };
    return button({ class: "link" }, stop, t("ui.shell.cancel"));
  }
  if (one.state === "done" && (one.kind === "backup" || one.kind === "export")) {
    return element("a", { attributes: { href: `/api/v1/jobs/${one.id}/file`, download: "" } }, t("ui.admin.job.file"));
  }
  return document.createTextNode("");
}
