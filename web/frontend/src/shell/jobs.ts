// A job of the service on a page: its bar, its cancel, and what came of it.

import { Refusal } from "../api/client";
import { type JobTold, officeApi } from "../api/office";
import type { Translate } from "../shared/catalogue";
import { followJob, type ProgressView, progressView } from "./progress";

/** Show a job until it is over; a job that failed throws its problem. */
export async function watchJob(t: Translate, label: string, asked: JobTold, place: HTMLElement): Promise<JobTold> {
  const view: ProgressView = progressView(t, label, async () => {
    await officeApi.cancelJob(asked.id);
  });
  place.replaceChildren(view.root);
  const job = await followJob({
    read: () => officeApi.job(asked.id),
    view,
    progress: (now) => ({ state: now.state, share: now.progress_ratio, stage: stageOf(t, now) }),
  });
  if (job.state === "failed") {
    throw new Refusal(422, job.problem?.title ?? t("ui.shell.progress.failed"), job.problem?.detail ?? "");
  }
  return job;
}

function stageOf(t: Translate, job: JobTold): string {
  if (job.state !== "running" || job.doing === "") return "";
  const code = `ui.shell.doing.${job.doing}`;
  const text = t(code);
  return text === code ? "" : text;
}
