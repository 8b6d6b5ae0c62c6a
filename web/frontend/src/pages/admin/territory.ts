// The territory: its name, levels and code template.

import { officeApi } from "../../api/office";
import type { Translate } from "../../shared/catalogue";
import { element } from "../../shared/dom";
import { namePlace } from "../../shell/frame";
import { showToast } from "../../shell/toast";
import { territoryForm } from "../start/territory";

/** Open the territory in a panel. */
export async function openTerritory(t: Translate, panel: HTMLElement): Promise<void> {
  const guide = await officeApi.guide();
  const isEmpty = Object.values(guide.areas).every((count) => count === 0);
  const form = territoryForm(t, guide.territory, isEmpty, async () => {
    const now = await officeApi.guide();
    namePlace(now.territory?.name ?? "");
    showToast(t, { text: t("ui.admin.saved"), kind: "good" });
  }, "ui.admin.save");
  panel.replaceChildren(element("div", { class: "panel admin-form" }, form));
}
