// A whole layer as a file: the service writes it, the browser fetches it.

import { importsApi } from "../../api/imports";
import { officeApi } from "../../api/office";
import type { Translate } from "../../shared/catalogue";
import { element } from "../../shared/dom";
import { menuButton } from "../../shell/menu";
import { showRefusal, showToast } from "../../shell/toast";

const FORMATS = ["xlsx", "geojson", "gpkg", "csv", "shapefile"] as const;
const LOOK_MS = 400;

/** Return the button that offers a layer in each format. */
export function exportMenu(t: Translate, layer: string): HTMLElement {
  return menuButton({
    label: t("ui.data.export"),
    class: "plain small-button",
    items: () =>
      FORMATS.map((format) => ({
        label: t(`ui.data.format.${format}`),
        pressed: () => void save(t, layer, format).catch((error: unknown) => showRefusal(t, error)),
      })),
  });
}

async function save(t: Translate, layer: string, format: string): Promise<void> {
  const remove = showToast(t, { text: t("ui.data.exporting") });
  let job = await importsApi.exportLayer(layer, format);
  while (job.state === "waiting" || job.state === "running") {
    await new Promise((done) => window.setTimeout(done, LOOK_MS));
    job = await officeApi.job(job.id);
  }
  remove();
  if (job.state !== "done") {
    showToast(t, { text: job.problem?.title ?? t("ui.shell.progress.failed"), mend: job.problem?.detail ?? "", kind: "refusal" });
    return;
  }
  const link = element("a", { attributes: { href: `/api/v1/jobs/${job.id}/file`, download: "" } });
  document.body.append(link);
  link.click();
  link.remove();
}
