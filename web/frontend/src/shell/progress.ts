// Long work: what it does, how far it is, and a way to stop it.

import type { Translate } from "../shared/catalogue";
import { button, element } from "../shared/dom";
import { formatNumber } from "../shared/numbers";

export interface Progress {
  readonly state: "waiting" | "running" | "done" | "failed" | "cancelled";
  /** What is being done now, in words. */
  readonly stage?: string | undefined;
  /** From 0 to 1; null where nobody can tell. */
  readonly share?: number | null | undefined;
}

export interface ProgressView {
  readonly root: HTMLElement;
  show(progress: Progress): void;
}

/** Return a bar with a line of words; `cancel` asks for the end and is offered while it runs. */
export function progressView(t: Translate, label: string, cancel?: () => Promise<void>): ProgressView {
  const bar = element("progress", { attributes: { max: "1", "aria-label": label } });
  const words = element("p", { class: "progress-words", attributes: { role: "status" } });
  const figure = element("span", { class: "figure second" });
  const stop = button({ class: "plain" }, () => void halt(), t("ui.shell.cancel"));
  const halt = async (): Promise<void> => {
    stop.disabled = true;
    words.textContent = t("ui.shell.progress.cancelling");
    await cancel?.();
  };
  stop.hidden = cancel === undefined;
  const root = element(
    "div",
    { class: "progress" },
    element("strong", {}, label),
    element("div", { class: "progress-line" }, bar, figure, stop),
    words,
  );
  return {
    root,
    show: (progress) => {
      const over = progress.state !== "waiting" && progress.state !== "running";
      root.dataset["state"] = progress.state;
      const share = progress.state === "done" ? 1 : (progress.share ?? null);
      if (share === null) bar.removeAttribute("value");
      else bar.value = share;
      if (over && share === null) bar.value = 0;
      figure.textContent = share === null ? "" : `${formatNumber(Math.floor(share * 100))} %`;
      const said = progress.stage ?? "";
      const text = said === "" ? t(`ui.shell.progress.${progress.state}`) : said;
      if (words.textContent !== text) words.textContent = text;
      stop.hidden = cancel === undefined || over;
    },
  };
}

interface Follow<Job> {
  readonly read: () => Promise<Job>;
  readonly progress: (job: Job) => Progress;
  readonly view: ProgressView;
  readonly everyMs?: number;
}

/** Ask for a job until it is over, and show it; the promise gives the job as it ended. */
export async function followJob<Job>({ read, progress, view, everyMs = 500 }: Follow<Job>): Promise<Job> {
  for (;;) {
    const job = await read();
    const now = progress(job);
    view.show(now);
    if (now.state !== "waiting" && now.state !== "running") return job;
    await new Promise((done) => window.setTimeout(done, everyMs));
  }
}
